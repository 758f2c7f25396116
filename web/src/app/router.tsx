import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ApiProblem } from "@/api";
import { bookingSearch, insightSearch, jobSearch, lineSearch, queueSearch, webhookSearch } from "@/lib/console-search";
import { safeNext, sessionQuery } from "@/lib/session";
import { CrashPage, LostPage } from "./pages";
import { FirstStorefront, NamedStorefront } from "./storefront";

const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: () => (
    <>
      <a
        href="#main"
        className="sr-only rounded-card bg-accent font-semibold text-on-accent focus:not-sr-only focus:fixed! focus:top-3 focus:left-3 focus:z-50 focus:px-4! focus:py-2!"
      >
        Skip to the content
      </a>
      <Outlet />
    </>
  ),
});

const storefront = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: FirstStorefront,
});

const named = createRoute({
  getParentRoute: () => rootRoute,
  path: "/s/$slug",
  component: NamedStorefront,
});

const waiting = createRoute({
  getParentRoute: () => rootRoute,
  path: "/booking/$id",
  component: lazyRouteComponent(() => import("./lazy/waiting"), "WaitingRoute"),
});

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("./lazy/login"), "LoginRoute"),
});

const consoleRoute = createRoute({
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

const overview = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/console/pages/overview-page"), "OverviewPage"),
});

const queue = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/queue",
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import("./lazy/queue"), "QueueRoute"),
});

const bookings = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/bookings",
  validateSearch: bookingSearch,
  component: lazyRouteComponent(() => import("./lazy/bookings"), "BookingsRoute"),
});

const booking = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/bookings/$id",
  component: lazyRouteComponent(() => import("./lazy/booking"), "BookingRoute"),
});

const lines = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/lines",
  validateSearch: lineSearch,
  component: lazyRouteComponent(() => import("./lazy/lines"), "LinesRoute"),
});

const plans = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/plans",
  component: lazyRouteComponent(() => import("@/features/plans/pages/plans-page"), "PlansPage"),
});

const editor = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/storefront",
  component: lazyRouteComponent(() => import("@/features/storefront-editor/pages/storefront-editor-page"), "StorefrontEditorPage"),
});

const jobs = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/jobs",
  validateSearch: jobSearch,
  component: lazyRouteComponent(() => import("./lazy/jobs"), "JobsRoute"),
});

const webhooks = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/webhooks",
  validateSearch: webhookSearch,
  component: lazyRouteComponent(() => import("./lazy/webhooks"), "WebhooksRoute"),
});

const reconciliation = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/reconciliation",
  component: lazyRouteComponent(() => import("@/features/health/pages/reconciliation-page"), "ReconciliationPage"),
});

const insights = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/insights",
  validateSearch: insightSearch,
  component: lazyRouteComponent(() => import("./lazy/insights"), "InsightsRoute"),
});

const routeTree = rootRoute.addChildren([
  storefront,
  named,
  waiting,
  login,
  consoleRoute.addChildren([
    overview,
    queue,
    bookings,
    booking,
    lines,
    plans,
    editor,
    jobs,
    webhooks,
    reconciliation,
    insights,
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    notFoundMode: "root",
    defaultNotFoundComponent: LostPage,
    defaultErrorComponent: CrashPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
