/** The vendors that this program speaks with. */
export interface VendorWords {
  name: string;
  does: string;
  kind: "calls" | "payments";
  key: string;
  webhookSecret: string;
  /** What else it needs, beside the key. */
  extra: "publishableKey" | "merchant" | null;
}

export const vendors: Record<string, VendorWords> = {
  vapi: {
    name: "Vapi",
    does: "Places the calls and speaks",
    kind: "calls",
    key: "Private API key",
    webhookSecret: "Server secret, by which its webhooks are signed",
    extra: null,
  },
  stripe: {
    name: "Stripe",
    does: "Takes cards",
    kind: "payments",
    key: "Secret key",
    webhookSecret: "Signing secret of the webhook endpoint",
    extra: "publishableKey",
  },
  cryptomus: {
    name: "Cryptomus",
    does: "Takes crypto",
    kind: "payments",
    key: "Payment API key",
    webhookSecret: "Webhook key, if it differs",
    extra: "merchant",
  },
};

export const vendorName = (vendor: string): string => vendors[vendor.toLowerCase()]?.name ?? vendor;
