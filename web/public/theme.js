// Runs before the first paint so that a chosen theme never flashes. "system" is the absence of the attribute.
try {
  var chosen = localStorage.getItem("ringwright.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system theme is then right.
}
