import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { voiceSearch } from "@/lib/console-search";
import { consoleRoute } from "./console";

const voice = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/voice",
  validateSearch: voiceSearch,
  component: lazyRouteComponent(() => import("../lazy/voice"), "VoiceRoute"),
});

export const callRoutes = [voice] as const;
