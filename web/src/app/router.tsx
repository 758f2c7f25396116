import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import type { AllRoutes } from "./console-routes";
import { CrashPage, LostPage } from "./pages";
import { FirstStorefront, NamedStorefront } from "./storefront";

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({
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

/** The pages of visitors; nobody who comes for one of them loads the addresses of the others. */
export const publicRoutes = [storefront, named, waiting] as const;

/** Whether a page is one of those that run a business, whose routes are loaded when they are wanted. */
export const isDesk = (path: string): boolean => /^\/(?:console|login|sign-in|register|verify|forgot|reset|invitation)(?:\/|$)/.test(path);

export type { AllRoutes };

export function makeRouter(queries: QueryClient, routeTree: AllRoutes) {
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
