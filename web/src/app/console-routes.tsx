import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiProblem } from "@/api";
import {
  bookingSearch,
  deliverySearch,
  insightSearch,
  jobSearch,
  lineSearch,
  queueSearch,
  referenceSearch,
  webhookSearch,
} from "@/lib/console-search";
import { safeNext, sessionQuery } from "@/lib/session";
import { publicRoutes, rootRoute } from "./router";

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

const developers = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/developers",
  component: lazyRouteComponent(() => import("@/features/developers/pages/endpoints-page"), "EndpointsPage"),
});

const endpoint = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/developers/endpoints/$id",
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import("./lazy/developers"), "EndpointRoute"),
});

const reference = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/developers/reference",
  validateSearch: referenceSearch,
  component: lazyRouteComponent(() => import("./lazy/developers"), "ReferenceRoute"),
});

export const allRoutes = rootRoute.addChildren([
  ...publicRoutes,
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
    developers,
    endpoint,
    reference,
  ]),
]);

export type AllRoutes = typeof allRoutes;
