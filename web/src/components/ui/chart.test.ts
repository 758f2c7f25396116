import { expect, it } from "vitest";
import { ceiling } from "./chart";

it("the top of a chart is round, large enough, and its quarters are whole", () => {
  for (const most of [0, 1, 4, 5, 8, 9, 12, 37, 48, 99, 100, 101, 512, 999, 5774]) {
    const top = ceiling(most);
    expect(top).toBeGreaterThanOrEqual(most);
    expect(top % 4).toBe(0);
    expect(top).toBeLessThanOrEqual(Math.max(12, most * 1.6));
  }
});
