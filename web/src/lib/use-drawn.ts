import { startTransition, useEffect, useState } from "react";

/**
 * Whether the first picture of a page has been drawn, so that what lies below it may follow in slices of its own.
 * Whoever comes for a place further down (`#book`) has it at once.
 */
export function useDrawn(): boolean {
  const [drawn, setDrawn] = useState(() => window.location.hash !== "");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setDrawn(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return drawn;
}
