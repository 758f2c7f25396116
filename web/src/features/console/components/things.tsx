import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Phone, Tags, UserRound, Webhook } from "lucide-react";
import { capital } from "@/lib/format";
import { overviewQuery, plansQuery } from "@/lib/operator";
import { usePermissions } from "@/lib/roles";
import { endpointsQuery, teamQuery } from "@/lib/setup-queries";
import { fitting } from "../places";
import type { Entry } from "./palette";

const MOST = 8;

/** What was set up here and fits the words: plans, accounts, people, endpoints. Nothing until something is typed. */
export function useThings(words: string): Entry[] {
  const may = usePermissions();
  const navigate = useNavigate();
  const { data: board } = useQuery(overviewQuery);
  const { data: plans } = useQuery({ ...plansQuery, enabled: may.has("plans.read") });
  const { data: team } = useQuery({ ...teamQuery, enabled: may.has("team.read"), staleTime: 60_000 });
  const { data: endpoints } = useQuery({ ...endpointsQuery, enabled: may.has("webhooks.read"), staleTime: 60_000 });
  if (words.length < 2) return [];
  const all: Entry[] = [
    ...(plans?.items ?? []).map(({ code, name, description }) => ({
      key: `plan:${code}`,
      label: name,
      also: `plan ${code} ${description}`,
      hint: "Plan",
      Mark: Tags,
      run: () => void navigate({ to: "/console/plans" }),
    })),
    ...(board?.accounts ?? []).map(({ id, name, vendor }) => ({
      key: `account:${id}`,
      label: name,
      also: `account ${vendor}`,
      hint: capital(vendor),
      Mark: Phone,
      run: () => void navigate({ to: "/console/lines", search: {} }),
    })),
    ...(team?.members ?? []).map(({ userId, name, email, role }) => ({
      key: `member:${userId}`,
      label: name,
      also: `member ${email} ${role}`,
      hint: capital(role),
      Mark: UserRound,
      run: () => void navigate({ to: "/console/team" }),
    })),
    ...(endpoints?.items ?? []).map(({ id, url, description }) => ({
      key: `endpoint:${id}`,
      label: description || url,
      also: `endpoint webhook ${url}`,
      hint: "Endpoint",
      Mark: Webhook,
      run: () => void navigate({ to: "/console/developers/endpoints/$id", params: { id }, search: {} }),
    })),
  ];
  return fitting(all, words).slice(0, MOST);
}
