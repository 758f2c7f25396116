import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ApiProblem, type BookingState } from "@/api";
import { bookingStates } from "@/lib/booking-words";
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

const bookings = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/bookings",
  validateSearch: (search: Record<string, unknown>): { state?: BookingState } => {
    const state = bookingStates.find((entry) => entry === search.state);
    return state ? { state } : {};
  },
  component: lazyRouteComponent(() => import("./lazy/bookings"), "BookingsRoute"),
});

const booking = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/bookings/$id",
  component: lazyRouteComponent(() => import("./lazy/booking"), "BookingRoute"),
});

const routeTree = rootRoute.addChildren([
  storefront,
  named,
  waiting,
  login,
  consoleRoute.addChildren([overview, bookings, booking]),
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
