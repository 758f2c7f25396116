import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "./console";

const business = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/pages/business-page"), "BusinessPage"),
});

const hours = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/hours",
  component: lazyRouteComponent(() => import("@/features/settings/pages/hours-page"), "HoursPage"),
});

const services = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/services",
  component: lazyRouteComponent(() => import("@/features/settings/pages/services-page"), "ServicesPage"),
});

const staff = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/staff",
  component: lazyRouteComponent(() => import("@/features/settings/pages/staff-page"), "StaffPage"),
});

const voice = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/voice",
  component: lazyRouteComponent(() => import("@/features/settings/pages/voice-settings-page"), "VoiceSettingsPage"),
});

const messages = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/messages",
  component: lazyRouteComponent(() => import("@/features/settings/pages/messages-page"), "MessagesPage"),
});

const privacy = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/privacy",
  component: lazyRouteComponent(() => import("@/features/settings/pages/privacy-page"), "PrivacyPage"),
});

const connections = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings/connections",
  component: lazyRouteComponent(() => import("@/features/settings/pages/connections-page"), "ConnectionsPage"),
});

export const settingsRoutes = [business, hours, services, staff, voice, messages, privacy, connections] as const;
