/** How many digits a currency has after the point. */
export function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** What was typed as an amount, in the currency's smallest unit; null while it is no amount. */
export function toMinor(typed: string, currency: string): number | null {
  const plain = typed.trim().replace(/\s/g, "");
  if (!/^\d{1,9}(?:[.,]\d+)?$/.test(plain)) return null;
  const [whole = "0", part = ""] = plain.split(/[.,]/);
  const digits = digitsOf(currency);
  if (part.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, "0") || 0);
}

/** A smallest-unit amount as it is typed: "9.99", "12", "500" for a currency without cents. */
export function fromMinor(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return minor % 10 ** digits === 0 ? String(minor / 10 ** digits) : (minor / 10 ** digits).toFixed(digits);
}
