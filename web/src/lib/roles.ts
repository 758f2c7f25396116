import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Role } from "@/api";
import { sessionQuery } from "./session";

/** What somebody may do, by the names that the server gives it. */
export type Permission =
  | "bookings.read"
  | "bookings.write"
  | "payments.read"
  | "payments.refund"
  | "payments.settle"
  | "accounts.read"
  | "accounts.operate"
  | "accounts.write"
  | "agents.read"
  | "agents.write"
  | "plans.read"
  | "plans.write"
  | "storefront.read"
  | "storefront.write"
  | "jobs.read"
  | "jobs.write"
  | "webhooks.read"
  | "webhooks.write"
  | "webhooks.body"
  | "insight.read"
  | "team.read"
  | "team.write"
  | "keys.write"
  | "organisation.read"
  | "organisation.write"
  | "organisation.delete"
  | "audit.read"
  | "calls.read"
  | "calls.write"
  | "services.read"
  | "services.write"
  | "platform.admin";

/** Whether the person at this screen may do something; nobody may anything before it is known. The server asks again. */
export function useMay(needed: Permission): boolean {
  return usePermissions().has(needed);
}

/** All that the person at this screen may do. */
export function usePermissions(): ReadonlySet<string> {
  const { data } = useQuery(sessionQuery);
  return useMemo(() => permissionsOf(data), [data]);
}

export function permissionsOf(session: { permissions: readonly string[]; user: { platformAdmin: boolean } } | undefined): ReadonlySet<string> {
  const all = new Set(session?.permissions);
  if (session?.user.platformAdmin) all.add("platform.admin");
  return all;
}

/** The roles, from the least. */
export const roles: readonly Role[] = ["viewer", "operator", "admin", "owner"];

export const roleWords: Record<Role, { label: string; text: string }> = {
  viewer: { label: "Viewer", text: "Sees everything but secrets, changes nothing." },
  operator: { label: "Operator", text: "Runs the day: queue, bookings, refunds, jobs." },
  admin: { label: "Administrator", text: "Sets up lines, plans, agents, the team and keys." },
  owner: { label: "Owner", text: "Everything, and may delete the organisation." },
};

/** The roles that somebody may give: none above their own. */
export function rolesUpTo(own: string | undefined): Role[] {
  const at = roles.indexOf(own as Role);
  return roles.slice(0, at + 1);
}
