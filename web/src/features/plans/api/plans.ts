import { useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type ConsolePlan } from "@/api";
import { plansQuery } from "@/lib/operator";

interface Plans {
  items: ConsolePlan[];
}

const put = (body: ConsolePlan) => take(desk.PUT("/api/operator/plans/{code}", { params: { path: { code: body.code } }, body }));

const placed = (items: ConsolePlan[], changes: readonly ConsolePlan[]): ConsolePlan[] => {
  const known = new Map(items.map((plan) => [plan.code, plan]));
  for (const plan of changes) known.set(plan.code, plan);
  return [...known.values()].sort((a, b) => a.position - b.position);
};

/** Makes a plan or changes it. */
export function useSavePlan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: put,
    onSuccess: (plan) =>
      queries.setQueryData<Plans>(plansQuery.queryKey, (known) => known && { items: placed(known.items, [plan]) }),
    onSettled: () => queries.invalidateQueries({ queryKey: plansQuery.queryKey }),
  });
}

/** Changes the order at once on the screen, then plan by plan on the server. */
export function useReorder() {
  const queries = useQueryClient();
  const key = plansQuery.queryKey;
  return useMutation({
    mutationFn: async (changes: ConsolePlan[]) => {
      for (const plan of changes) await put(plan);
    },
    onMutate: async (changes) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Plans>(key);
      if (before) queries.setQueryData<Plans>(key, { items: placed(before.items, changes) });
      return { before };
    },
    onError: (_error, _changes, kept) => {
      if (kept?.before) queries.setQueryData(key, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}
