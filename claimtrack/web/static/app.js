/* Keyboard, theme and help. Every page works without this file; it only saves clicks. */
"use strict";

const rows = () => [...document.querySelectorAll("[data-row], [data-suggestion]")].filter((row) => row.offsetParent);
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const help = () => document.getElementById("help");

function focusOf(row) {
  return row.matches("[data-suggestion]") ? row : row.querySelector("a.row-title");
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step));
  focusOf(all[next]).focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function decide(decision) {
  const suggestion = document.activeElement.closest("[data-suggestion]");
  const button = suggestion?.querySelector(`button[value="${decision}"]`);
  if (button) button.click();
  return Boolean(button);
}

function openSuggestion() {
  const here = document.activeElement;
  if (!here.matches("[data-suggestion]")) return false;
  here.querySelector("a.match-text").click();
  return true;
}

let goPressedAt = 0;
const places = { i: "/", v: "/review", a: "/articles", e: "/events", o: "/outlets", r: "/rechecks" };

const keys = {
  j: () => move(1),
  k: () => move(-1),
  y: () => decide("confirm"),
  n: () => decide("reject"),
  Enter: openSuggestion,
  "/": () => document.getElementById("search").focus(),
  "?": () => help().showModal(),
  g: () => { goPressedAt = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && isTyping(event.target)) return void event.target.blur();
  if (isTyping(event.target) || help().open) return;
  if (Date.now() - goPressedAt < 1200 && places[event.key]) return void location.assign(places[event.key]);
  const action = keys[event.key];
  if (action && action() !== false) event.preventDefault();
});

function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function toggleTheme() {
  const next = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("claimtrack-theme", next);
  } catch {
    /* Storage is switched off: the choice holds for this page. */
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) toggleTheme();
  if (event.target.closest("[data-help]")) help().showModal();
});

/* Forms that save send themselves in the background; the answer's main part replaces this one's. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-boost]") || !window.htmx) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form, event.submitter));
  const place = form.closest("[data-suggestion]");
  const index = place ? rows().indexOf(place) : -1;
  form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  window.htmx
    .ajax("POST", form.action, { values, target: "#main", select: "#main", swap: "outerHTML show:none", source: document.body })
    .then(() => afterSave(index));
});

function afterSave(index) {
  const suggestions = [...document.querySelectorAll("[data-suggestion]")];
  if (index >= 0 && suggestions.length) suggestions[Math.min(index, suggestions.length - 1)].focus();
  prepare();
}

/* The rating is asked for only when closing. Without JavaScript it stays visible. */
function prepare() {
  const state = document.querySelector("[data-state-select]");
  const rating = document.querySelector("[data-rating-field]");
  if (!state || !rating) return;
  const show = () => { rating.hidden = state.value !== "closed"; };
  state.addEventListener("change", show);
  show();
}

/* A place in the page that is folded away is opened when a link leads to it. */
function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  target?.closest("details")?.setAttribute("open", "");
}

prepare();
openTarget();
window.addEventListener("hashchange", openTarget);
document.addEventListener("htmx:afterSwap", prepare);
