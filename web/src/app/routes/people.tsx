import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "./console";

const account = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/account/pages/account-page"), "AccountPage"),
});

export const peopleRoutes = [account] as const;
