import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { business, isOutdated, take, type AgentDetail, type Script } from "@/api";
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
    // What was typed over an older draft stays on the page, beside the sentence about it.
    onSettled: (_, error) => (isOutdated(error) ? undefined : queries.invalidateQueries({ queryKey: root })),
  });
}

/** What is changed is the draft that the page shows. */
export const useSaveDraft = ({ id, draft: { tag } }: AgentDetail) =>
  useAgentChange(id, (script: Script) => take(business.PUT("/api/agents/{id}/draft", { ...at(id), body: { tag, script } })));

export const usePublish = ({ id, draft: { tag } }: AgentDetail) =>
  useAgentChange(id, (note: string) => take(business.POST("/api/agents/{id}/publish", { ...at(id), body: { tag, note } })));

export const useRollBack = ({ id, draft: { tag } }: AgentDetail) =>
  useAgentChange(id, (number: number) => take(business.POST("/api/agents/{id}/rollback", { ...at(id), body: { tag, number } })));

/** Asks a tool of the draft once, as a call would. */
export const useTryTool = (id: string, name: string) =>
  useMutation({
    mutationFn: (said: Record<string, unknown>) =>
      take(business.POST("/api/agents/{id}/tools/{name}/try", { params: { path: { id, name } }, body: { arguments: said } })),
  });

/** Makes a new secret that requests of tools are signed with. */
export const useNewToolSecret = () => useMutation({ mutationFn: () => take(business.POST("/api/agents/tool-secret")) });

export function useAddAgent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => take(business.POST("/api/agents", { body: { name } })),
    onSettled: () => queries.invalidateQueries({ queryKey: root }),
  });
}
