import type { OperatorPaymentState, PayMethod } from "@/api";
import { paymentWords, type Tone } from "./booking-words";

/** Every state of a payment as operators read it. */
export const payWords: Record<OperatorPaymentState, { label: string; tone: Tone }> = {
  ...paymentWords,
  partly_refunded: { label: "Partly refunded", tone: "quiet" },
};

export const methodWords: Record<PayMethod, string> = {
  checkout: "Card, on the vendor's page",
  element: "Card, on our page",
  crypto: "Crypto invoice",
};
