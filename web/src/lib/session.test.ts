import { describe, expect, it } from "vitest";
import { safeNext } from "./session";

describe("safeNext", () => {
  it("goes back to a page of the console", () => {
    expect(safeNext("/console/bookings?state=failed")).toBe("/console/bookings?state=failed");
    expect(safeNext("/console")).toBe("/console");
  });

  it.each(["https://example.com", "//example.com", "/consoleevil", "javascript:alert(1)", "/", undefined, 7])(
    "never goes to %j",
    (next) => {
      expect(safeNext(next)).toBe("/console");
    },
  );
});
