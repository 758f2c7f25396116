import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiProblem } from "@/api";
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
  },
  component: lazyRouteComponent(() => import("@/features/console/components/console-shell"), "ConsoleShell"),
});
