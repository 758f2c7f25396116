// Runs before the first paint so that a chosen theme never flashes. "system" is the absence of the attribute; what the
// organisation wants stands in `data-mode`, written by the server.
try {
  var chosen = localStorage.getItem("ringwright.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system theme is then right.
}
