import type { Permission } from "@/lib/roles";

interface Scopes {
  label: string;
  read: Permission[];
  write: Permission[];
}

/** What a key may be given, by what it is about. What makes and unmakes access stays with people. */
export const scopeGroups: readonly Scopes[] = [
  { label: "Bookings and the queue", read: ["bookings.read"], write: ["bookings.write"] },
  { label: "Payments", read: ["payments.read"], write: ["payments.refund"] },
  { label: "Calls", read: ["calls.read"], write: ["calls.write"] },
  { label: "Lines and agents", read: ["accounts.read", "agents.read"], write: ["accounts.operate", "accounts.write", "agents.write"] },
  { label: "Plans and storefront", read: ["plans.read", "storefront.read"], write: ["plans.write", "storefront.write"] },
  { label: "Services and staff", read: ["services.read"], write: ["services.write"] },
  { label: "Settings", read: ["organisation.read"], write: ["organisation.write"] },
  { label: "Jobs and webhooks", read: ["jobs.read", "webhooks.read"], write: ["jobs.write", "webhooks.write"] },
  { label: "Figures and the trail", read: ["insight.read", "audit.read"], write: [] },
];

export type Level = "none" | "read" | "write";

/** The scopes of what was chosen; who may change something may also look at it. */
export function scopesOf(levels: Readonly<Record<string, Level>>): Permission[] {
  return scopeGroups.flatMap(({ label, read, write }) => {
    const level = levels[label] ?? "none";
    return level === "none" ? [] : level === "read" ? read : [...read, ...write];
  });
}

/** What a key may, in words. */
export function scopeWords(scopes: readonly string[]): string {
  const named = scopeGroups.flatMap(({ label, read, write }) => {
    if (write.some((scope) => scopes.includes(scope))) return [`${label} (change)`];
    return read.some((scope) => scopes.includes(scope)) ? [label] : [];
  });
  return named.length > 0 ? named.join(", ") : "Nothing";
}
