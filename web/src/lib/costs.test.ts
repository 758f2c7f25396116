import { expect, it } from "vitest";
import { costLines, micros } from "./costs";

it("small amounts keep the figures that matter", () => {
  expect([0, 43, 12_340, 2_500_000].map(micros)).toEqual(["$0.00", "$0.00004", "$0.012", "$2.50"]);
});

it("each vendor's part is told with what it took", () => {
  const costs = { calls: 1, heardMs: 62_000, promptTokens: 1_200, completionTokens: 80, letters: 400, recognitionMicros: 1, modelMicros: 2, synthesisMicros: 3, totalMicros: 6 };
  expect(costLines(costs).map((line) => [line.name, line.took, line.micros])).toEqual([
    ["Recogniser", "1:02 heard", 1],
    ["Model", "1,200 tokens read, 80 written", 2],
    ["Voice", "400 letters spoken", 3],
  ]);
});
