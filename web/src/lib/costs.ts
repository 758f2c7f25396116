import type { Costs } from "@/api";
import { clock } from "./format";

/** Millionths of a US dollar; small amounts with as many figures as they need. */
export function micros(amount: number): string {
  const dollars = amount / 1_000_000;
  const digits = dollars === 0 || dollars >= 1 ? 2 : dollars >= 0.01 ? 3 : 5;
  return new Intl.NumberFormat(undefined, { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: digits }).format(dollars);
}

export interface CostLine {
  name: string;
  took: string;
  micros: number;
}

/** What was taken and what each of it cost. */
export function costLines(costs: Costs): CostLine[] {
  const n = (count: number) => count.toLocaleString();
  return [
    { name: "Recogniser", took: `${clock(costs.heardMs / 1000)} heard`, micros: costs.recognitionMicros },
    { name: "Model", took: `${n(costs.promptTokens)} tokens read, ${n(costs.completionTokens)} written`, micros: costs.modelMicros },
    { name: "Voice", took: `${n(costs.letters)} letters spoken`, micros: costs.synthesisMicros },
  ];
}
