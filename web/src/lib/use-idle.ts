import { startTransition, useEffect, useState } from "react";

/** Whether the page has been drawn and has nothing better to do. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const rest = () => startTransition(() => setIdle(true));
    // Not every browser says when it is idle; a moment later is then good enough.
    if (typeof window.requestIdleCallback !== "function") {
      const timer = setTimeout(rest, 300);
      return () => clearTimeout(timer);
    }
    const asked = window.requestIdleCallback(rest, { timeout: 1_500 });
    return () => window.cancelIdleCallback(asked);
  }, []);
  return idle;
}
