import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueries } from "@/app/queries";
import { isDesk, makeRouter, publicRoutes, rootRoute, type AllRoutes } from "@/app/router";
import { Toasts } from "@/components/ui/toasts";
import { safeNext, sessionQuery } from "@/lib/session";

function show(routes: AllRoutes, desk: boolean) {
  const queries = makeQueries(() => {
    const { pathname, href } = router.state.location;
    queries.removeQueries({ queryKey: sessionQuery.queryKey });
    if (pathname.startsWith("/console")) {
      void router.navigate({ to: "/login", search: { next: safeNext(href) }, replace: true });
    }
  });
  const router = makeRouter(queries, routes);
  const root = document.getElementById("root");
  if (!root) return;
  // As a transition the page is drawn in slices, between which the browser hears its visitor.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
          <Toasts now={desk} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}

// Links are checked against all pages; whoever goes from a public page to the console loads that page anew.
if (isDesk(window.location.pathname)) void import("@/app/console-routes").then(({ allRoutes }) => show(allRoutes, true));
else show(rootRoute.addChildren([...publicRoutes]) as unknown as AllRoutes, false);
