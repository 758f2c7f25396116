import { useEffect, useState } from "react";

/** The value once it has stayed the same for `pause` ms. */
export function useSettled<T>(value: T, pause = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
