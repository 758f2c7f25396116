import { countVisit } from "./api/queries";

type Step = "visit" | "form";
type Shelf = Pick<Storage, "getItem" | "setItem">;

/** Counts each step once in a browser session; a count that is lost is not worth a word to the visitor. */
export function visitCounter(send: (org: string, step: Step) => Promise<unknown>, shelf: () => Shelf) {
  const counted = new Set<string>();
  return (org: string, step: Step): void => {
    const key = `ringwright.visit.${org}.${step}`;
    if (counted.has(key)) return;
    counted.add(key);
    try {
      if (shelf().getItem(key) !== null) return;
      shelf().setItem(key, "1");
    } catch {
      // Without a store it is once per page instead of once per session.
    }
    send(org, step).catch(() => undefined);
  };
}

export const count = visitCounter(countVisit, () => window.sessionStorage);
