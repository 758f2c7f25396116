import type { Errors } from "@/lib/use-draft";

/** The form of the business. */
export interface BusinessValues {
  name: string;
  timeZone: string;
  locale: string;
  currency: string;
  region: string;
  email: string;
  phone: string;
  address: string;
  website: string;
  brandName: string;
  accent: string;
  domain: string;
}

/** Fields by what the server calls them. */
export const fieldNames: Record<string, keyof BusinessValues> = {
  "contact.email": "email",
  "contact.phone": "phone",
  "contact.address": "address",
  "contact.website": "website",
  "brand.name": "brandName",
  "brand.accent": "accent",
  "brand.domain": "domain",
};

/** What is wrong with it, as far as it is seen here. */
export function wrongBusiness(values: BusinessValues): Errors<BusinessValues> {
  const errors: Errors<BusinessValues> = {};
  if (values.name.trim() === "") errors.name = "Enter the name of the business.";
  if (!/^[A-Z]{3}$/.test(values.currency.trim())) errors.currency = "Three letters, such as USD.";
  if (!/^[A-Z]{2}$/.test(values.region.trim())) errors.region = "Two letters, such as US.";
  if (values.accent !== "" && !/^#[0-9a-f]{6}$/i.test(values.accent)) errors.accent = "A colour such as #b7791f.";
  if (values.website.trim() !== "" && !/^https:\/\/\S+\.\S+$/.test(values.website.trim())) errors.website = "A whole address that begins with https, or none.";
  return errors;
}
