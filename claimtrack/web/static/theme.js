/* Runs before the page is drawn, so that a remembered theme does not flash. */
"use strict";
try {
  const theme = localStorage.getItem("claimtrack-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  /* Storage is switched off: the system's preference decides. */
}
document.documentElement.classList.add("has-js");
