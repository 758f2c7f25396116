import { describe, expect, it } from "vitest";
import { bookingSearch, insightSearch, jobSearch, statesOf, webhookSearch } from "./console-search";

describe("the filters in the address", () => {
  it("keeps the states that exist, in one order", () => {
    expect(bookingSearch({ state: "queued,nonsense,failed" })).toEqual({ state: "queued,failed" });
    expect(bookingSearch({ state: "failed,queued" })).toEqual({ state: "queued,failed" });
    expect(bookingSearch({ state: "nonsense" })).toEqual({});
    expect(statesOf({ state: "queued,failed" })).toEqual(["queued", "failed"]);
  });

  it("reads digits as words to search for", () => {
    expect(bookingSearch({ q: 2025550100 })).toEqual({ q: "2025550100" });
    expect(bookingSearch({ q: "   " })).toEqual({});
    expect(bookingSearch({ q: "x".repeat(500) }).q).toHaveLength(120);
  });

  it("takes days only", () => {
    expect(bookingSearch({ from: "2026-11-01", to: "2026-11-30" })).toEqual({ from: "2026-11-01", to: "2026-11-30" });
    expect(bookingSearch({ from: "yesterday", to: "2026-13-40" })).toEqual({});
    expect(insightSearch({ from: "2026-11-30", to: "2026-11-01" })).toEqual({});
  });

  it("shows dead jobs unless another state is named", () => {
    expect(jobSearch({ state: "running" })).toEqual({ state: "running" });
    expect(jobSearch({ state: "dead" })).toEqual({});
    expect(jobSearch({ state: ["running"] })).toEqual({});
  });

  it("leaves everything else out", () => {
    expect(webhookSearch({ vendor: "vapi", other: "thing" })).toEqual({ vendor: "vapi" });
  });
});
