import { describe, expect, it } from "vitest";
import { cameBack, captureToken, forgetReturn, tokenOf } from "./booking-link";

const shelf = () => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), kept };
};

describe("captureToken", () => {
  it("keeps the token and takes it out of the address", () => {
    const store = shelf();
    const clean = captureToken(new URL("https://example.com/booking/bkg_1?token=secret&paid=1&lang=en#top"), store);
    expect(clean).toBe("/booking/bkg_1?lang=en#top");
    expect(tokenOf("bkg_1", store)).toBe("secret");
    expect([...store.kept.values()]).toEqual(["secret"]);
    expect(cameBack("bkg_1")).toBe(true);
    forgetReturn("bkg_1");
    expect(cameBack("bkg_1")).toBeNull();
  });

  it("tells a visitor who pressed back from one who paid", () => {
    captureToken(new URL("https://example.com/booking/bkg_2?token=t&paid=0"), shelf());
    expect(cameBack("bkg_2")).toBe(false);
  });

  it("leaves other addresses alone", () => {
    expect(captureToken(new URL("https://example.com/?token=x"), shelf())).toBeNull();
    expect(captureToken(new URL("https://example.com/booking/bkg_3"), shelf())).toBeNull();
    expect(captureToken(new URL("https://example.com/console/bookings/bkg_3?token=x"), shelf())).toBeNull();
  });

  it("still works where storage is forbidden", () => {
    const store = {
      getItem: () => null,
      setItem: () => {
        throw new Error("quota");
      },
    };
    captureToken(new URL("https://example.com/booking/bkg_4?token=kept"), store);
    expect(tokenOf("bkg_4", store)).toBe("kept");
  });
});
