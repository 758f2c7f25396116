import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminSearch, auditSearch } from "@/lib/console-search";
import { consoleRoute } from "./console";

const account = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/account/pages/account-page"), "AccountPage"),
});

const team = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/team",
  component: lazyRouteComponent(() => import("@/features/team/pages/team-page"), "TeamPage"),
});

const audit = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/team/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("../lazy/people"), "AuditRoute"),
});

const keys = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/developers/keys",
  component: lazyRouteComponent(() => import("@/features/developers/pages/keys-page"), "KeysPage"),
});

const admin = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/admin",
  validateSearch: adminSearch,
  component: lazyRouteComponent(() => import("../lazy/admin"), "AdminRoute"),
});

export const peopleRoutes = [account, team, audit, keys, admin] as const;
