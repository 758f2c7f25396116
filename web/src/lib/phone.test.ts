import { describe, expect, it } from "vitest";
import { asTyped, flag, phone, regionOf, regionOr, regions, toE164 } from "./phone";

describe("telephone numbers", () => {
  it("become E.164 from their national and international forms", () => {
    expect(toE164("(202) 555-0100", "US")).toBe("+12025550100");
    expect(toE164("+1 202 555 0100", "DE")).toBe("+12025550100");
    expect(toE164("0012025550100", "DE")).toBe("+12025550100");
  });

  it("stay open while they are incomplete or too long", () => {
    for (const typed of ["", "202", "20255501", "+1 202 555 0100 0000"]) expect(toE164(typed, "US")).toBeNull();
  });

  it("take shape while they are typed, and find their country", () => {
    expect(asTyped("2025550100", "US")).toEqual({ text: "(202) 555-0100", region: "US" });
    expect(asTyped("+12025550100", "DE")).toEqual({ text: "+1 202 555 0100", region: "US" });
    expect(asTyped("+49301234567", "US").region).toBe("DE");
  });

  it("are shown as people write them, with a flag", () => {
    expect(phone("+12025550100")).toEqual({ text: "+1 (202) 555-0100", flag: flag("US") });
    expect(phone("withheld")).toEqual({ text: "withheld", flag: "" });
  });

  it("know their regions", () => {
    expect(regionOr("FR")).toBe("FR");
    expect(regionOr("XX")).toBe("US");
    expect(regionOf("+12025550100")).toBe("US");
    expect(regions().length).toBeGreaterThan(200);
  });
});
