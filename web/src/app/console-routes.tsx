import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import {
  bookingSearch,
  dashboardSearch,
  deliverySearch,
  insightSearch,
  jobSearch,
  lineSearch,
  queueSearch,
  referenceSearch,
  webhookSearch,
} from "@/lib/console-search";
import { publicRoutes, rootRoute } from "./router";
import { agentRoutes } from "./routes/agents";
import { authRoutes } from "./routes/auth";
import { callRoutes } from "./routes/calls";
import { consoleRoute } from "./routes/console";
import { peopleRoutes } from "./routes/people";
import { settingsRoutes } from "./routes/settings";

const overview = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/console/pages/overview-page"), "OverviewPage"),
});

const dashboard = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/dashboard",
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import("./lazy/dashboard"), "DashboardRoute"),
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
  ...authRoutes,
  consoleRoute.addChildren([
    overview,
    dashboard,
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
    ...agentRoutes,
    ...callRoutes,
    ...peopleRoutes,
    ...settingsRoutes,
  ]),
]);

export type AllRoutes = typeof allRoutes;
