import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take, type Preferences } from "@/api";
import { writeDates } from "./format";
import { setTheme } from "./theme";

/** What somebody can be told or spared, by the name under which it is kept. */
export const noteGroups = [
  { code: "calls", label: "Calls", help: "Completed ones, and who was not reached." },
  { code: "payments", label: "Payments", help: "Money that came in or went back, and disputes." },
  { code: "lines", label: "Lines", help: "Accounts that are paused or work again, and answers that were lost." },
] as const;

export type NoteGroup = (typeof noteGroups)[number]["code"];

/** Whether somebody wants to be told; who never said so does. */
export const wants = (kept: Preferences | undefined, group: NoteGroup): boolean => kept?.notifications[group] ?? true;

/** Where somebody can begin. */
export const startPages: readonly { to: string; label: string }[] = [
  { to: "/console", label: "Switchboard" },
  { to: "/console/dashboard", label: "Dashboard" },
  { to: "/console/queue", label: "Queue" },
  { to: "/console/bookings", label: "Bookings" },
  { to: "/console/calls", label: "Calls" },
];

/** The page looks from now on as somebody likes it. */
function dress({ theme, density }: Preferences): void {
  // "As the system" leaves a device as it was set by hand.
  if (theme === "light" || theme === "dark") setTheme(theme);
  if (density === "compact") document.documentElement.dataset.density = density;
  else delete document.documentElement.dataset.density;
}

export const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: async ({ signal }) => {
    const kept = await take(people.GET("/api/user/preferences", { signal }));
    dress(kept);
    return kept;
  },
  staleTime: Infinity,
});

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: async ({ signal }) => {
    const profile = await take(people.GET("/api/user/profile", { signal }));
    writeDates(profile.locale, profile.timeZone);
    return profile;
  },
  staleTime: Infinity,
});

/** Keeps how somebody likes the page; it looks so at once, and as before when it could not be kept. */
export function useKeepPreferences() {
  const queries = useQueryClient();
  const key = preferencesQuery.queryKey;
  return useMutation({
    mutationFn: (wanted: Preferences) => take(people.PUT("/api/user/preferences", { body: wanted })),
    onMutate: (wanted) => {
      const before = queries.getQueryData(key);
      queries.setQueryData(key, wanted);
      dress(wanted);
      return { before };
    },
    onError: (_error, _wanted, kept) => {
      if (!kept?.before) return;
      queries.setQueryData(key, kept.before);
      dress(kept.before);
    },
  });
}
