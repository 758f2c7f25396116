import { captureToken } from "@/lib/booking-link";
import "@/styles/main.css";

// Before anything else may send a request: the key of a booking leaves the address bar.
const clean = captureToken(new URL(window.location.href));
if (clean !== null) window.history.replaceState(window.history.state, "", clean);

const start = () => void import("./start");

/** The longest time that the page's script waits for a first picture, which a hidden tab never draws, in milliseconds. */
const PATIENCE = 1_000;

function afterFirstPaint(then: () => void) {
  const watcher = new PerformanceObserver((seen) => {
    if (seen.getEntriesByName("first-contentful-paint").length > 0) go();
  });
  const timer = setTimeout(() => go(), PATIENCE);
  const go = () => {
    watcher.disconnect();
    clearTimeout(timer);
    then();
  };
  watcher.observe({ type: "paint", buffered: true });
}

// Where the server has written the page's first lines, they are shown before the page's script has its turn.
if (document.getElementById("root")?.firstElementChild) afterFirstPaint(start);
else start();
