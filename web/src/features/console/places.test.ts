import { expect, it } from "vitest";
import { fitting, open, places } from "./places";

it("every place has its own letter", () => {
  expect(new Set(places.map((place) => place.letter)).size).toBe(places.length);
});

it("finds a place by its name before others that only mention it", () => {
  expect(fitting(places, "book").map((place) => place.label)).toEqual(["Bookings", "Reconciliation"]);
  expect(fitting(places, "refunds").map((place) => place.label)).toEqual(["Bookings"]);
  expect(fitting(places, "vendor keys").map((place) => place.label)).toEqual(["Lines"]);
  expect(fitting(places, "zebra")).toEqual([]);
  expect(fitting(places, "  ")).toHaveLength(places.length);
});

it("shows only where somebody may go, and no empty groups", () => {
  const groups = open(new Set(["bookings.read", "insight.read"]));
  expect(groups.map((group) => group.name)).toEqual(["Now", "Figures"]);
  expect(groups.flatMap((group) => group.places).every((place) => ["bookings.read", "insight.read"].includes(place.needs))).toBe(true);
  expect(open(new Set())).toEqual([]);
});
