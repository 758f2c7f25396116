import { captureToken } from "@/lib/booking-link";
import "@/styles/main.css";

// Before anything else may send a request: the key of a booking leaves the address bar.
const clean = captureToken(new URL(window.location.href));
if (clean !== null) window.history.replaceState(window.history.state, "", clean);

const start = () => void import("./start");

// Where the server has written the page's first lines, they are shown before the page's script has its turn.
if (document.getElementById("root")?.firstElementChild) requestAnimationFrame(() => setTimeout(start));
else start();
