import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type AccountChange, type AgentForm, type NewAccount, type Account, type Secrets, type Overview } from "@/api";
import { live, overviewQuery } from "@/lib/operator";

export const agentsQuery = queryOptions({
  queryKey: [...live, "agents"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/agents", { signal })),
});

/** Changes an account; the answer is shown at once. */
function useAccountChange<Input>(change: (input: Input) => Promise<Account>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (account) =>
      queries.setQueryData<Overview>(
        overviewQuery.queryKey,
        (known) =>
          known && {
            ...known,
            accounts: known.accounts.map((entry) => (entry.id === account.id ? account : entry)),
          },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: live }),
  });
}

const at = (id: string) => ({ params: { path: { id } } });

export const usePause = () =>
  useAccountChange(({ id, paused }: { id: string; paused: boolean }) =>
    take(desk.POST("/api/operator/accounts/{id}/pause", { ...at(id), body: { paused } })),
  );

export const useCloseBreaker = () =>
  useAccountChange((id: string) => take(desk.POST("/api/operator/accounts/{id}/close-breaker", at(id))));

export const useChangeAccount = (id: string) =>
  useAccountChange((body: AccountChange) => take(desk.PATCH("/api/operator/accounts/{id}", { ...at(id), body })));

export const useAddAccount = () => useAccountChange((body: NewAccount) => take(desk.POST("/api/operator/accounts", { body })));

export const useCheck = () =>
  useMutation({ mutationFn: (id: string) => take(desk.POST("/api/operator/accounts/{id}/check", at(id))) });

export const useSecrets = (id: string) =>
  useMutation({
    mutationFn: async (body: Secrets) => {
      await take(desk.PUT("/api/operator/accounts/{id}/secrets", { ...at(id), body }));
    },
  });

/** Adds an agent, or changes the one that is named. */
export function useSaveAgent(id: string | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AgentForm) => {
      if (id === null) return take(desk.POST("/api/operator/agents", { body }));
      const { name, persona, assistantRef, numberRef, lines, priority, active } = body;
      const changed = { name, persona, assistantRef, numberRef, lines, priority, active };
      return take(desk.PATCH("/api/operator/agents/{id}", { ...at(id), body: changed }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: live }),
  });
}
