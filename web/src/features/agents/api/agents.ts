import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { business, take, type AgentDetail, type Script } from "@/api";
import { setup } from "@/lib/operator";

const root = [...setup, "agents"] as const;
const at = (id: string) => ({ params: { path: { id } } });

export const agentsQuery = queryOptions({
  queryKey: root,
  queryFn: ({ signal }) => take(business.GET("/api/agents", { signal })),
});

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, id],
    queryFn: ({ signal }) => take(business.GET("/api/agents/{id}", { ...at(id), signal })),
  });

/** In what a version differs from the draft. */
export const differenceQuery = (id: string, version: number, draft: Script) =>
  queryOptions({
    queryKey: [...root, id, "diff", version, draft],
    queryFn: ({ signal }) => take(business.GET("/api/agents/{id}/diff", { params: { path: { id }, query: { from: String(version), to: "draft" } }, signal })),
  });

/** Changes an agent; its page shows the answer at once. */
function useAgentChange<Input>(id: string, change: (input: Input) => Promise<AgentDetail>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (agent) => queries.setQueryData(agentQuery(id).queryKey, agent),
    onSettled: () => queries.invalidateQueries({ queryKey: root }),
  });
}

export const useSaveDraft = (id: string) =>
  useAgentChange(id, (body: Script) => take(business.PUT("/api/agents/{id}/draft", { ...at(id), body })));

export const usePublish = (id: string) =>
  useAgentChange(id, (note: string) => take(business.POST("/api/agents/{id}/publish", { ...at(id), body: { note } })));

export const useRollBack = (id: string) =>
  useAgentChange(id, (number: number) => take(business.POST("/api/agents/{id}/rollback", { ...at(id), body: { number } })));

export function useAddAgent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => take(business.POST("/api/agents", { body: { name } })),
    onSettled: () => queries.invalidateQueries({ queryKey: root }),
  });
}
