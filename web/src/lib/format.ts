type When = string | number | Date;

/** How the reader wants dates to be written; nothing is as the browser does it. */
let own: { locale?: string; timeZone?: string } = {};

/** Writes dates another way from now on. Empty is the browser's way. */
export function writeDates(locale: string, timeZone: string): void {
  own = { ...(locale ? { locale } : {}), ...(timeZone ? { timeZone } : {}) };
}

const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(own.locale, { timeZone: own.timeZone, ...options });

// Making a number format takes a phone ten milliseconds; a page shows many amounts in few currencies.
const amounts = new Map<string, Intl.NumberFormat>();

function amountFormat(currency: string, locale: string | undefined): Intl.NumberFormat {
  const name = `${locale ?? ""} ${currency}`;
  const known = amounts.get(name);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" });
  amounts.set(name, made);
  return made;
}

/** An amount in the currency's smallest unit, with its currency; whole amounts lose their zeros. */
export function money(minor: number, currency: string, locale?: string): string {
  const format = amountFormat(currency, locale);
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** "10 minutes", "45 seconds", "1 hour 30 minutes". */
export function duration(seconds: number): string {
  const unit = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;
  if (seconds < 60) return unit(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, "minute");
  const rest = minutes % 60;
  return unit(Math.floor(minutes / 60), "hour") + (rest ? ` ${unit(rest, "minute")}` : "");
}

/** A wait as people say it: never more exact than it can be. */
export function wait(seconds: number): string {
  if (seconds < 45) return "less than a minute";
  if (seconds < 90) return "about 1 min";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((minutes % 60) / 15) * 15;
  if (rest === 60) return `about ${hours + 1} h`;
  return rest === 0 ? `about ${hours} h` : `about ${hours} h ${rest} min`;
}

/** A running clock: "0:07", "12:04", "1:02:09". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** How long something took: "340 ms", "1.2 s". */
export const took = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** Time passed, short: "12 s", "4 min", "2 h", "3 d". */
export function ago(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h`;
  return `${Math.floor(whole / 86_400)} d`;
}

export function timeOfDay(at: When, seconds = false): string {
  return dates({
    hour: "numeric",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  }).format(new Date(at));
}

/** Today only the time, otherwise the day with it. */
export function moment(at: When, now: Date = new Date()): string {
  const date = new Date(at);
  const day = dates({ dateStyle: "short" });
  if (day.format(date) === day.format(now)) return timeOfDay(date);
  return dates({
    day: "numeric",
    month: "short",
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
  }).format(date);
}

/** A whole sentence part for an appointment, with the zone named. */
export function appointment(at: When): string {
  return dates({
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(at));
}

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "Europe/Berlin" as "Berlin (GMT+2)". */
export function zoneName(zone: string, at: Date = new Date()): string {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  try {
    const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" })
      .formatToParts(at)
      .find((part) => part.type === "timeZoneName")?.value;
    return offset && offset !== city ? `${city} (${offset})` : city;
  } catch {
    return city;
  }
}

/** "pending_payment" as "Pending payment". */
export function words(code: string): string {
  const plain = code.replaceAll(/[_.]/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
