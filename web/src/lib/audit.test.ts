import { expect, it } from "vitest";
import { actionWords, changes } from "./audit";

it("says what somebody did, with the name of the thing where it has one", () => {
  expect(actionWords("plan.changed", "Standard")).toBe("changed the plan Standard");
  expect(actionWords("plan.changed", "")).toBe("changed a plan");
  expect(actionWords("comet.was_seen", "")).toBe("was seen comet");
  expect(actionWords("comet.was_seen", "Halley")).toBe("was seen comet Halley");
  expect(actionWords("member.role_changed", "Ada")).toBe("changed the role of Ada");
  expect(actionWords("invitation.sent", "")).toBe("invited somebody");
  expect(actionWords("organisation.entered", "Harbour Dental")).toBe("looked into Harbour Dental");
  expect(actionWords("user.profile_changed", "Ada")).toBe("changed their profile");
});

it("names the fields that changed, and only those", () => {
  expect(changes({ price: 999, name: "A", gone: true }, { price: 1_099, name: "A", fresh: ["x"] })).toEqual([
    { field: "price", before: "999", after: "1099" },
    { field: "gone", before: "true", after: null },
    { field: "fresh", before: null, after: '["x"]' },
  ]);
  expect(changes(null, "text")).toEqual([]);
});
