import type { CardProblem } from "./stripe";

const declined: Record<string, string> = {
  insufficient_funds: "There is not enough money on this card. Try another card.",
  expired_card: "This card has expired. Try another card.",
  incorrect_cvc: "The security code is not right. Check the three digits on the back and try again.",
  invalid_cvc: "The security code is not right. Check the three digits on the back and try again.",
  incorrect_number: "The card number is not right. Check it and try again.",
  invalid_number: "The card number is not right. Check it and try again.",
  card_not_supported: "This card cannot be used here. Try another card.",
  currency_not_supported: "This card cannot pay in this currency. Try another card.",
  card_velocity_exceeded: "This card has reached its limit. Try another card, or ask your bank.",
  withdrawal_count_limit_exceeded: "This card has reached its limit. Try another card, or ask your bank.",
  authentication_required: "Your bank wants to ask you first. Try again and confirm it there.",
  payment_intent_authentication_failure: "Your bank did not confirm the payment. Try again, or use another card.",
  processing_error: "Something went wrong on the way to your bank. Try again in a moment.",
};

const DECLINED = "The card was declined. Try another card, or ask your bank.";
const UNREACHED = "The payment service cannot be reached. Check your connection and try again.";

/** What went wrong with a card and what to do; null for what its own field already says. */
export function cardWords(problem: CardProblem): string | null {
  if (problem.type === "validation_error") return null;
  if (problem.type === "api_connection_error") return UNREACHED;
  const known = declined[problem.decline_code ?? ""] ?? declined[problem.code ?? ""];
  if (known) return known;
  return problem.type === "card_error" ? DECLINED : "The payment did not go through. Try again, or pay another way.";
}
