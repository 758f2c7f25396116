import { expect, it } from "vitest";
import { permissionsOf } from "./roles";

it("nobody may anything before it is known who they are", () => {
  expect(permissionsOf(undefined).size).toBe(0);
});

it("who looks after the installation may so in every organisation", () => {
  const session = { permissions: ["bookings.read"], user: { platformAdmin: false } };
  expect(permissionsOf(session).has("platform.admin")).toBe(false);
  expect([...permissionsOf({ ...session, user: { platformAdmin: true } })]).toEqual(["bookings.read", "platform.admin"]);
});
