/* Deciding suggestions from the keyboard. The page works without this file: it is a form with radio buttons. */
"use strict";

/* In a function of its own, because app.js has some of the same names. */
(() => {
  const form = document.querySelector("[data-review]");
  const pairs = form ? [...form.querySelectorAll("[data-pair]")] : [];
  const taken = [];

  const radios = (pair) => [...pair.querySelectorAll(".pair-choice input[type=radio]")];
  const valueOf = (pair) => radios(pair).find((one) => one.checked)?.value ?? "";
  const selected = () => pairs.filter((pair) => pair.querySelector("[data-select]")?.checked);
  const current = () => pairs.find((pair) => pair.contains(document.activeElement));

  function set(pair, value) {
    const radio = radios(pair).find((one) => one.value === value);
    if (radio) radio.checked = true;
  }

  function show() {
    const counts = { confirm: 0, reject: 0, retype: 0 };
    for (const pair of pairs) {
      const value = valueOf(pair);
      pair.dataset.chosen = value;
      pair.classList.toggle("pair-selected", Boolean(pair.querySelector("[data-select]")?.checked));
      if (value) counts[value] += 1;
    }
    const total = counts.confirm + counts.reject + counts.retype;
    const parts = [["confirm", "yes"], ["reject", "no"], ["retype", "rather"]]
      .filter(([name]) => counts[name])
      .map(([name, word]) => `${counts[name]} ${word}`);
    const chosen = document.querySelector("[data-count]");
    const send = document.querySelector("[data-send]");
    if (!chosen || !send) return;
    chosen.textContent = total ? `${total} chosen: ${parts.join(", ")}` : "Nothing chosen yet";
    send.disabled = total === 0;
  }

  function goTo(pair) {
    pair.focus({ preventScroll: true });
    pair.scrollIntoView({ block: "center" });
  }

  function move(step) {
    const now = pairs.indexOf(current());
    goTo(pairs[now < 0 ? (step > 0 ? 0 : pairs.length - 1) : Math.min(pairs.length - 1, Math.max(0, now + step))]);
  }

  /* One choice for the pair in focus, or for all that are selected; remembered as one, so that u takes it back as one. */
  function choose(value) {
    const marked = selected();
    const here = current();
    const meant = marked.length ? marked : here ? [here] : [];
    if (!meant.length) return;
    taken.push(meant.map((pair) => ({ pair, was: valueOf(pair), type: pair.querySelector("[data-type]")?.value })));
    for (const pair of meant) {
      set(pair, value);
      const box = pair.querySelector("[data-select]");
      if (box) box.checked = false;
    }
    show();
    if (value === "retype") return void meant[0].querySelector("[data-type]").focus();
    if (!marked.length && here !== pairs[pairs.length - 1]) move(1);
  }

  function takeBack() {
    const last = taken.pop();
    if (!last) return;
    for (const { pair, was, type } of last) {
      set(pair, was);
      const list = pair.querySelector("[data-type]");
      if (list && type) list.value = type;
    }
    show();
    goTo(last[0].pair);
  }

  function select() {
    const box = current()?.querySelector("[data-select]");
    if (!box) return;
    box.checked = !box.checked;
    show();
  }

  const reviewKeys = {
    j: () => move(1),
    k: () => move(-1),
    y: () => choose("confirm"),
    n: () => choose("reject"),
    r: () => choose("retype"),
    x: select,
    u: takeBack,
    Enter: () => current().querySelector("[data-open-a]").click(),
    s: () => document.querySelector("[data-send]")?.focus(),
  };

  /* In a list of relations letters choose among its lines; Enter and Escape lead back to the pair. */
  function inList(event) {
    const list = event.target.closest("[data-type]");
    if (!list) return false;
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      goTo(list.closest("[data-pair]"));
    }
    return true;
  }

  if (form) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("help").open) return;
      const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, [contenteditable]");
      if (typing || inList(event)) return;
      if (event.key === "Enter" && !event.target.matches("[data-pair]")) return;
      const action = reviewKeys[event.key];
      if (!action || Date.now() - goPressedAt < 1200) return;
      event.preventDefault();
      action();
    });
    form.addEventListener("change", (event) => {
      const list = event.target.closest("[data-type]");
      if (list) set(list.closest("[data-pair]"), "retype");
      show();
    });
    /* What was chosen is not lost by a slip of the hand. */
    let isSent = false;
    form.addEventListener("submit", () => { isSent = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!isSent && pairs.some((pair) => valueOf(pair))) event.preventDefault();
    });
    show();
  }
})();
