import { expect, it } from "vitest";
import { zones } from "./zones";

it("lists every zone once, under its part of the world, and the own one even when the browser does not know it", () => {
  const all = zones("Mars/Olympus_Mons");
  const ids = all.flatMap((region) => region.zones.map((zone) => zone.id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("Europe/Berlin");
  expect(all.find((region) => region.region === "Mars")?.zones).toEqual([{ id: "Mars/Olympus_Mons", name: "Olympus Mons" }]);
  expect(zones("UTC").filter((region) => region.zones.some((zone) => zone.id === "UTC")).map((region) => region.region)).toEqual(["Elsewhere"]);
});
