import {
  BookOpenCheck,
  Bot,
  Braces,
  Building2,
  CalendarClock,
  ChartNoAxesCombined,
  Gauge,
  LayoutDashboard,
  ListOrdered,
  ListTodo,
  Mic,
  Phone,
  PhoneCall,
  Settings,
  Store,
  Tags,
  Users,
  Webhook,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import type { Permission } from "@/lib/roles";

export interface Place {
  to:
    | "/console"
    | "/console/dashboard"
    | "/console/queue"
    | "/console/bookings"
    | "/console/calls"
    | "/console/voice"
    | "/console/agents"
    | "/console/onboarding"
    | "/console/lines"
    | "/console/plans"
    | "/console/storefront"
    | "/console/jobs"
    | "/console/webhooks"
    | "/console/reconciliation"
    | "/console/insights"
    | "/console/settings"
    | "/console/developers"
    | "/console/team"
    | "/console/admin";
  label: string;
  /** The letter after `g`. */
  letter: string;
  /** What somebody has to be allowed to go there. */
  needs: Permission;
  /** Other words under which people look for it. */
  also: string;
  Mark: LucideIcon;
}

export interface PlaceGroup {
  name: string;
  places: Place[];
}

export const groups: PlaceGroup[] = [
  {
    name: "Now",
    places: [
      { to: "/console", label: "Switchboard", letter: "s", needs: "bookings.read", also: "overview home live calls", Mark: LayoutDashboard },
      { to: "/console/queue", label: "Queue", letter: "q", needs: "bookings.read", also: "waiting order priority", Mark: ListOrdered },
      { to: "/console/bookings", label: "Bookings", letter: "b", needs: "bookings.read", also: "callers payments refunds", Mark: CalendarClock },
      { to: "/console/calls", label: "Calls", letter: "k", needs: "calls.read", also: "attempts transcripts conversations recordings outcome", Mark: PhoneCall },
      { to: "/console/voice", label: "Test call", letter: "v", needs: "calls.write", also: "browser microphone talk agent own voice try", Mark: Mic },
    ],
  },
  {
    name: "Figures",
    places: [
      { to: "/console/dashboard", label: "Dashboard", letter: "h", needs: "insight.read", also: "kpi cards charts business revenue home", Mark: Gauge },
      { to: "/console/insights", label: "Insights", letter: "i", needs: "insight.read", also: "funnel targets service failures conversion", Mark: ChartNoAxesCombined },
    ],
  },
  {
    name: "Set up",
    places: [
      { to: "/console/onboarding", label: "Getting started", letter: "o", needs: "organisation.write", also: "wizard onboarding template checklist first steps", Mark: ListTodo },
      { to: "/console/agents", label: "Agents", letter: "a", needs: "agents.read", also: "script words persona draft versions publish voice", Mark: Bot },
      { to: "/console/lines", label: "Lines", letter: "l", needs: "accounts.read", also: "accounts agents vendors keys secrets breaker", Mark: Phone },
      { to: "/console/plans", label: "Plans", letter: "p", needs: "plans.read", also: "prices duration", Mark: Tags },
      { to: "/console/storefront", label: "Storefront", letter: "e", needs: "storefront.read", also: "page texts theme testimonials seo editor", Mark: Store },
      { to: "/console/settings", label: "Settings", letter: "c", needs: "organisation.read", also: "business hours holidays services staff voice messages consent retention connections integrations brand logo configuration", Mark: Settings },
      { to: "/console/developers", label: "Developers", letter: "d", needs: "webhooks.read", also: "api endpoints outgoing hooks reference openapi deliveries", Mark: Braces },
    ],
  },
  {
    name: "People",
    places: [{ to: "/console/team", label: "Team", letter: "t", needs: "team.read", also: "members roles invitations audit trail who", Mark: Users }],
  },
  {
    name: "Health",
    places: [
      { to: "/console/jobs", label: "Jobs", letter: "j", needs: "jobs.read", also: "dead letters work retry", Mark: Wrench },
      { to: "/console/webhooks", label: "Webhooks", letter: "w", needs: "webhooks.read", also: "inbox vendor replay", Mark: Webhook },
      { to: "/console/reconciliation", label: "Reconciliation", letter: "r", needs: "payments.read", also: "books differences payments vendor", Mark: BookOpenCheck },
    ],
  },
  {
    name: "Installation",
    places: [{ to: "/console/admin", label: "Organisations", letter: "n", needs: "platform.admin", also: "installation platform suspend resume enter administrator tenants", Mark: Building2 }],
  },
];

export const places = groups.flatMap((group) => group.places);

/** The groups with only the places where somebody may go. */
export function open(permissions: ReadonlySet<string>): PlaceGroup[] {
  return groups
    .map(({ name, places: all }) => ({ name, places: all.filter((place) => permissions.has(place.needs)) }))
    .filter((group) => group.places.length > 0);
}

/** The places and words that fit what was typed, best first; all of them when nothing was typed. */
export function fitting<Item extends { label: string; also: string }>(items: readonly Item[], typed: string): Item[] {
  const asked = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (asked.length === 0) return [...items];
  const rank = (item: Item): number => {
    const names = item.label.toLowerCase().split(/\s+/);
    const others = item.also.toLowerCase().split(/\s+/);
    let total = 0;
    for (const word of asked) {
      if (names.some((name) => name.startsWith(word))) total += 2;
      else if (others.some((other) => other.startsWith(word))) total += 1;
      else return 0;
    }
    return total;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((entry) => entry.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map((entry) => entry.item);
}
