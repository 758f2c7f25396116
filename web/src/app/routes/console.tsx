import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiProblem } from "@/api";
import { preferencesQuery, profileQuery } from "@/lib/preferences";
import { safeNext, sessionQuery } from "@/lib/session";
import { rootRoute } from "../router";

/** The frame of the console; nobody comes in without a session. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/console",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...sessionQuery, staleTime: "static" });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        throw redirect({ to: "/login", search: { next: safeNext(location.href) }, replace: true });
      }
      throw error;
    }
    // How somebody likes the page is known before it is drawn; without that it is drawn as usual.
    const { queries } = context;
    await Promise.allSettled([queries.query({ ...preferencesQuery, staleTime: "static" }), queries.query({ ...profileQuery, staleTime: "static" })]);
  },
  component: lazyRouteComponent(() => import("@/features/console/components/console-shell"), "ConsoleShell"),
});
