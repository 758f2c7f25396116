/** A mail address that can be one. */
export const wrongEmail = (typed: string): string | undefined =>
  /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(typed.trim()) ? undefined : "Enter a whole mail address, such as name@example.com.";
