import { useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type Content } from "@/api";
import { storefrontSettingsQuery } from "@/lib/operator";

export function useSaveStorefront() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; content: Content }) => take(desk.PUT("/api/operator/storefront", { body })),
    onSuccess: (saved) => {
      queries.setQueryData(storefrontSettingsQuery.queryKey, saved);
      // The public page and the name in the console follow.
      void queries.invalidateQueries({ queryKey: ["storefront"] });
      void queries.invalidateQueries({ queryKey: ["session"] });
    },
  });
}
