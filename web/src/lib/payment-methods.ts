import type { PaymentMethod } from "@/api";

/** The ways to pay in the order in which they are offered, and in the words of a person who pays. */
export const methodWords: Record<PaymentMethod, { label: string; text: string; go: string }> = {
  element: { label: "Card, on this page", text: "You enter your card right here, after booking.", go: "Pay here by card" },
  checkout: { label: "Card page", text: "You go to the page of our payment service and come back.", go: "Go to payment" },
  crypto: { label: "Cryptocurrency", text: "You get an invoice and pay it from your wallet.", go: "Open the crypto invoice" },
};

const ORDER: readonly PaymentMethod[] = ["element", "checkout", "crypto"];

export const inOrder = (methods: readonly PaymentMethod[]): PaymentMethod[] => ORDER.filter((method) => methods.includes(method));

export const offered = (payments: Record<PaymentMethod, boolean>): PaymentMethod[] => ORDER.filter((method) => payments[method]);
