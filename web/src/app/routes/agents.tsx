import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { onboardingSearch } from "@/lib/console-search";
import { consoleRoute } from "./console";

const agents = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/agents",
  component: lazyRouteComponent(() => import("@/features/agents/pages/agents-page"), "AgentsPage"),
});

const agent = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/agents/$id",
  component: lazyRouteComponent(() => import("../lazy/agents"), "AgentRoute"),
});

const onboarding = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/onboarding",
  validateSearch: onboardingSearch,
  component: lazyRouteComponent(() => import("../lazy/onboarding"), "OnboardingRoute"),
});

export const agentRoutes = [agents, agent, onboarding] as const;
