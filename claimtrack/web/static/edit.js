/* Choosing a claim's words by selecting them. The page works without this file: it only saves round trips. */
"use strict";

const form = document.querySelector("[data-edit]");
const picker = document.querySelector("[data-picker]");
const words = picker ? [...picker.querySelectorAll(".tok")] : [];

function show() {
  const [start, end] = [Number(form.elements.start.value), Number(form.elements.end.value)];
  let before = false;
  for (const word of words) {
    const inside = Number(word.dataset.start) < end && start < Number(word.dataset.end);
    word.classList.toggle("in", inside);
    const gap = word.previousElementSibling;
    if (gap?.classList.contains("gap")) gap.classList.toggle("in", inside && before);
    before = inside;
  }
}

/* One end never passes the other: at least one word is always chosen. */
function step(side, by) {
  const { start, end } = form.elements;
  const select = side === "start" ? start : end;
  const next = select.selectedIndex + by;
  const fits = side === "start" ? next <= end.selectedIndex : next >= start.selectedIndex;
  if (next < 0 || next >= select.options.length || !fits) return;
  select.selectedIndex = next;
  show();
}

function keepOrder(changed) {
  const { start, end } = form.elements;
  if (start.selectedIndex > end.selectedIndex) (changed === start ? end : start).selectedIndex = changed.selectedIndex;
  show();
}

function takeSelection() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const chosen = words.map((word, place) => (range.intersectsNode(word) ? place : -1)).filter((place) => place >= 0);
  const touched = chosen.filter((place) => selection.containsNode(words[place], true));
  if (!touched.length) return;
  form.elements.start.selectedIndex = touched[0];
  form.elements.end.selectedIndex = touched[touched.length - 1];
  selection.removeAllRanges();
  show();
}

if (form && picker) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button.step");
    if (!button) return;
    event.preventDefault();
    step(button.value.slice(0, -1), button.value.endsWith("-") ? -1 : 1);
  });
  form.elements.start.addEventListener("change", (event) => keepOrder(event.target));
  form.elements.end.addEventListener("change", (event) => keepOrder(event.target));
  document.addEventListener("pointerup", () => setTimeout(takeSelection));
}
