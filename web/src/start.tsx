import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueries } from "@/app/queries";
import { makeRouter } from "@/app/router";
import { Toasts } from "@/components/ui/toasts";
import { safeNext, sessionQuery } from "@/lib/session";

const queries = makeQueries(() => {
  const { pathname, href } = router.state.location;
  queries.removeQueries({ queryKey: sessionQuery.queryKey });
  if (pathname.startsWith("/console")) {
    void router.navigate({ to: "/login", search: { next: safeNext(href) }, replace: true });
  }
});
const router = makeRouter(queries);

const root = document.getElementById("root");
if (root) {
  // As a transition the page is drawn in slices, between which the browser hears its visitor.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
          <Toasts now={/^\/(console|login)/.test(window.location.pathname)} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
