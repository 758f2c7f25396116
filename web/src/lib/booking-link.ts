/**
 * The token of a booking opens its waiting page. It arrives once in the address, is kept for this tab,
 * and leaves the address bar before anything else runs, so that no Referer and no history carries it.
 */
const key = (id: string) => `ringwright.booking.${id}`;

type Shelf = Pick<Storage, "getItem" | "setItem">;

const inMemory = new Map<string, string>();
const returned = new Map<string, boolean>();

function shelf(): Shelf {
  try {
    return window.sessionStorage;
  } catch {
    return { getItem: (k) => inMemory.get(k) ?? null, setItem: (k, v) => void inMemory.set(k, v) };
  }
}

export function keepToken(id: string, token: string, store: Shelf = shelf()): void {
  inMemory.set(key(id), token);
  try {
    store.setItem(key(id), token);
  } catch {
    // A full or forbidden store: memory lasts until the tab is reloaded.
  }
}

export function tokenOf(id: string, store: Shelf = shelf()): string | null {
  return inMemory.get(key(id)) ?? store.getItem(key(id));
}

/** Whether the visitor has just come back from the payment page; `null` when they came otherwise. */
export function cameBack(id: string): boolean | null {
  return returned.get(id) ?? null;
}

export function forgetReturn(id: string): void {
  returned.delete(id);
}

/** Takes the token out of an address. Gives back the address without it, or null when there was none. */
export function captureToken(address: URL, store?: Shelf): string | null {
  const id = /^\/booking\/([^/]+)\/?$/.exec(address.pathname)?.[1];
  if (!id) return null;
  const token = address.searchParams.get("token");
  const paid = address.searchParams.get("paid");
  if (token === null && paid === null) return null;
  if (token) keepToken(decodeURIComponent(id), token, store ?? shelf());
  if (paid !== null) returned.set(decodeURIComponent(id), paid === "1");
  const clean = new URL(address);
  clean.searchParams.delete("token");
  clean.searchParams.delete("paid");
  return clean.pathname + clean.search + clean.hash;
}
