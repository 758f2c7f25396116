import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { callSearch, voiceSearch } from "@/lib/console-search";
import { consoleRoute } from "./console";

const voice = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/voice",
  validateSearch: voiceSearch,
  component: lazyRouteComponent(() => import("../lazy/voice"), "VoiceRoute"),
});

const calls = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/calls",
  validateSearch: callSearch,
  component: lazyRouteComponent(() => import("../lazy/calls"), "CallsRoute"),
});

const call = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/calls/$id",
  component: lazyRouteComponent(() => import("../lazy/calls"), "CallRoute"),
});

export const callRoutes = [calls, call, voice] as const;
