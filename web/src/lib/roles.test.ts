import { expect, it } from "vitest";
import { may } from "./roles";

it("a role may what a lesser one may, and an unknown one nothing", () => {
  expect(may("viewer", "operator")).toBe(false);
  expect(may("operator", "operator")).toBe(true);
  expect(may("owner", "admin")).toBe(true);
  expect(may("admin", "owner")).toBe(false);
  expect(may("wizard", "viewer")).toBe(false);
  expect(may(undefined, "viewer")).toBe(false);
});
