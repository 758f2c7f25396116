import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take, type Role, type Team } from "@/api";
import type { AuditSearch } from "@/lib/console-search";
import { live } from "@/lib/operator";
import { teamQuery } from "@/lib/setup-queries";

/** Changes the team on the screen at once; what the server refuses is put back as it was. */
function useTeamChange<Input, Output>(send: (input: Input) => Promise<Output>, preview: (team: Team, input: Input) => Team = (team) => team) {
  const queries = useQueryClient();
  const key = teamQuery.queryKey;
  return useMutation({
    mutationFn: send,
    onMutate: async (input) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData(key);
      if (before) queries.setQueryData(key, preview(before, input));
      return { before };
    },
    onError: (_error, _input, kept) => {
      if (kept?.before) queries.setQueryData(key, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

const at = (id: string) => ({ params: { path: { id } } });

export const useInvite = () => useTeamChange((body: { email: string; role: Role }) => take(people.POST("/api/team/invitations", { body })));

export const useWithdraw = () =>
  useTeamChange(
    async (id: string) => {
      await take(people.DELETE("/api/team/invitations/{id}", at(id)));
    },
    (team, id) => ({ ...team, invitations: team.invitations.filter((entry) => entry.id !== id) }),
  );

export const useInviteAgain = () =>
  useTeamChange(async (id: string) => {
    await take(people.POST("/api/team/invitations/{id}/resend", at(id)));
  });

export const useChangeRole = () =>
  useTeamChange(
    ({ id, role }: { id: string; role: Role }) => take(people.PATCH("/api/team/members/{id}", { ...at(id), body: { role } })),
    (team, { id, role }) => ({ ...team, members: team.members.map((entry) => (entry.userId === id ? { ...entry, role } : entry)) }),
  );

export const useRemoveMember = () =>
  useTeamChange(
    async (id: string) => {
      await take(people.DELETE("/api/team/members/{id}", at(id)));
    },
    (team, id) => ({ ...team, members: team.members.filter((entry) => entry.userId !== id) }),
  );

export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: [...live, "audit", search],
    queryFn: ({ signal, pageParam }) =>
      take(people.GET("/api/audit", { params: { query: { ...search, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
