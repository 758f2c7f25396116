/** The vendors that this program speaks with. */
export interface VendorWords {
  name: string;
  does: string;
  kind: "calls" | "payments";
  key: string;
  webhookSecret: string;
  /** What else it needs, beside the key. */
  extra: "publishableKey" | "merchant" | null;
  /** Of one that carries calls: what names an agent there, and the number that it calls from. */
  agent?: string;
  number?: string;
}

export const vendors: Record<string, VendorWords> = {
  vapi: {
    name: "Vapi",
    does: "Places the calls and speaks",
    kind: "calls",
    key: "Private API key",
    webhookSecret: "Server secret, by which its webhooks are signed",
    extra: null,
    agent: "The assistant's id, as Vapi shows it.",
    number: "The phone number's id, as Vapi shows it.",
  },
  retell: {
    name: "Retell",
    does: "Places the calls and speaks",
    kind: "calls",
    key: "API key",
    webhookSecret: "Only if its webhooks are signed by another key than this one: the key with the webhook badge",
    extra: null,
    agent: "The agent's id, such as agent_….",
    number: "The number that callers see, such as +12025550190.",
  },
  elevenlabs: {
    name: "ElevenLabs",
    does: "Its agents call through a Twilio number",
    kind: "calls",
    key: "API key",
    webhookSecret: "Secret of the webhook for post-call transcriptions and failed calls",
    extra: null,
    agent: "The agent's id, such as agent_…. Its longest call is set at ElevenLabs.",
    number: "The phone number's id, such as phnum_….",
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
