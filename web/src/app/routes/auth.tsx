import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../router";

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

interface Coming {
  next?: string;
  /** Why somebody comes back from another service without being signed in, and from which. */
  problem?: string;
  by?: string;
}

function coming(search: Record<string, unknown>): Coming {
  const [next, problem, by] = [text(search.next), text(search.problem), text(search.by)];
  return { ...(next ? { next } : {}), ...(problem ? { problem } : {}), ...(by ? { by } : {}) };
}

function withToken(search: Record<string, unknown>): { token?: string } {
  const token = text(search.token);
  return token ? { token } : {};
}

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: coming,
  component: lazyRouteComponent(() => import("../lazy/auth"), "LoginRoute"),
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: coming,
  component: lazyRouteComponent(() => import("../lazy/auth"), "SignInRoute"),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  component: lazyRouteComponent(() => import("../lazy/auth"), "RegisterRoute"),
});

const verify = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify",
  validateSearch: withToken,
  component: lazyRouteComponent(() => import("../lazy/auth"), "VerifyRoute"),
});

const forgot = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot",
  component: lazyRouteComponent(() => import("../lazy/auth"), "ForgotRoute"),
});

const reset = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset",
  validateSearch: withToken,
  component: lazyRouteComponent(() => import("../lazy/auth"), "ResetRoute"),
});

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  validateSearch: withToken,
  component: lazyRouteComponent(() => import("../lazy/auth"), "InvitationRoute"),
});

/** The doors: signing in, registering, and the links that come by mail. */
export const authRoutes = [login, signIn, register, verify, forgot, reset, invitation] as const;
