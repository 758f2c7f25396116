import type { Call } from "./calls";
import type { Query, Reply } from "./routes";
import type { BookingRow } from "./types";

/** The shapes of the first look of the day. */

export interface MetricCard {
  code: "calls" | "answered" | "duration" | "bookings" | "completed" | "revenue";
  unit: "count" | "ratio" | "seconds" | "money";
  currency: string | null;
  /** Over all the days; null when there was nothing to measure. */
  value: number | null;
  /** The same over as many days before. */
  previous: number | null;
  /** For each of the days, oldest first. */
  trend: (number | null)[];
  /** Money that was taken in other currencies; it is in none of the other figures. */
  others: OtherMoney[];
}

export interface OtherMoney {
  currency: string;
  amountMinor: number;
}

export interface Analytics {
  callsByDay: { day: string; calls: number; answered: number }[];
  outcomes: { code: string; count: number }[];
}

/** The routes of the dashboard, in the form that openapi-typescript writes. */
export interface DashboardPaths {
  "/api/dashboard/metrics": { get: Query<{ days?: number }> & Reply<200, { cards: MetricCard[] }> };
  "/api/dashboard/analytics": { get: Query<{ from?: string; to?: string }> & Reply<200, Analytics> };
  "/api/dashboard/recent-calls": { get: Reply<200, { items: Call[] }> };
  "/api/dashboard/today-bookings": { get: Reply<200, { items: BookingRow[] }> };
}
