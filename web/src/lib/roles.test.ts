import { expect, it } from "vitest";
import { permissionsOf, rolesUpTo } from "./roles";

it("nobody may anything before it is known who they are", () => {
  expect(permissionsOf(undefined).size).toBe(0);
});

it("who looks after the installation may so in every organisation", () => {
  const session = { permissions: ["bookings.read"], user: { platformAdmin: false } };
  expect(permissionsOf(session).has("platform.admin")).toBe(false);
  expect([...permissionsOf({ ...session, user: { platformAdmin: true } })]).toEqual(["bookings.read", "platform.admin"]);
});

it("nobody gives a role above their own", () => {
  expect(rolesUpTo("admin")).toEqual(["viewer", "operator", "admin"]);
  expect(rolesUpTo("owner")).toHaveLength(4);
  expect(rolesUpTo("wizard")).toEqual([]);
  expect(rolesUpTo(undefined)).toEqual([]);
});
