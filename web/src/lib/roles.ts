import { useQuery } from "@tanstack/react-query";
import type { Role } from "@/api";
import { sessionQuery } from "./session";

const order: readonly Role[] = ["viewer", "operator", "admin", "owner"];

/** Whether somebody with this role may do what asks for `needed`; a role that is not known may nothing. */
export function may(role: string | undefined, needed: Role): boolean {
  const own = order.indexOf(role as Role);
  return own >= 0 && own >= order.indexOf(needed);
}

/** Whether the person at this screen may do what asks for `needed`. The server asks again. */
export function useMay(needed: Role): boolean {
  const { data } = useQuery(sessionQuery);
  return may(data?.user.role, needed);
}
