import {
  AsYouType,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js/min";

export type { CountryCode };

export const flag = (region: string): string =>
  String.fromCodePoint(...Array.from(region.toUpperCase(), (letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));

/** An E.164 number as people of that country write it, with its flag; unknown ones stay as they are. */
export function phone(e164: string): { text: string; flag: string } {
  const number = parsePhoneNumberFromString(e164);
  if (!number) return { text: e164, flag: "" };
  const national = number.countryCallingCode === "1" ? `+1 ${number.formatNational()}` : number.formatInternational();
  return { text: national, flag: number.country ? flag(number.country) : "" };
}

/** The region as the library knows it, or the fallback. */
export const regionOr = (region: string | undefined, fallback: CountryCode = "US"): CountryCode =>
  region && isSupportedCountry(region) ? region : fallback;

/** What was typed, in E.164, or null while it is no possible number. */
export function toE164(typed: string, region: CountryCode): string | null {
  const number = parsePhoneNumberFromString(typed.replace(/^\s*00/, "+"), region);
  return number?.isValid() ? number.number : null;
}

/** What was typed so far in the manner of its country, and the country it turned out to be. */
export function asTyped(typed: string, region: CountryCode): { text: string; region: CountryCode } {
  const formatter = new AsYouType(typed.startsWith("+") ? undefined : region);
  const text = formatter.input(typed);
  return { text, region: formatter.getCountry() ?? region };
}

export interface Region {
  code: CountryCode;
  name: string;
  calling: string;
}

let names: Intl.DisplayNames | undefined;

/** A region with its calling code and its name in the viewer's language. */
export function region(code: CountryCode): Region {
  names ??= new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });
  return { code, name: names.of(code) ?? code, calling: getCountryCallingCode(code) };
}

/** All regions by name. */
export function regions(): Region[] {
  const { compare } = new Intl.Collator();
  return getCountries()
    .map(region)
    .sort((a, b) => compare(a.name, b.name));
}

/** The region of an E.164 number. */
export const regionOf = (e164: string): CountryCode => parsePhoneNumberFromString(e164)?.country ?? "US";
