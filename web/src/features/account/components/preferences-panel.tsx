import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Preferences } from "@/api";
import { Chips } from "@/components/ui/chips";
import { Field } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { sayProblem } from "@/lib/operator";
import { noteGroups, preferencesQuery, startPages, useKeepPreferences, wants } from "@/lib/preferences";
import { setTheme, useTheme } from "@/lib/theme";

/** How somebody likes the page; a change holds at once. */
export function PreferencesPanel() {
  const { data, error, refetch } = useQuery(preferencesQuery);
  return (
    <Panel id="preferences-title" title="How you like the page">
      {error && !data ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : data ? <Choices kept={data} /> : <Skeleton className="h-64" />}
    </Panel>
  );
}

function Choices({ kept }: { kept: Preferences }) {
  const keep = useKeepPreferences();
  const theme = useTheme();
  const set = (change: Partial<Preferences>) => keep.mutate({ ...kept, ...change }, { onError: sayProblem });
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        <Labelled label="Theme">
          <Chips
            label="Theme"
            value={theme}
            onChange={(chosen) => {
              setTheme(chosen);
              set({ theme: chosen });
            }}
            chips={[
              { value: "system", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </Labelled>
        <Labelled label="Rows">
          <Chips
            label="Rows"
            value={kept.density}
            onChange={(density) => set({ density })}
            chips={[
              { value: "comfortable", label: "Comfortable" },
              { value: "compact", label: "Compact" },
            ]}
          />
        </Labelled>
      </div>
      <Field id="start-page" label="Begin with" help="Where you are after signing in." className="max-w-sm">
        <Select id="start-page" aria-describedby="start-page-help" value={kept.startPage} onChange={(event) => set({ startPage: event.target.value })} className="w-full">
          {startPages.map(({ to, label }) => (
            <option key={to} value={to}>
              {label}
            </option>
          ))}
          {!startPages.some(({ to }) => to === kept.startPage) && <option value={kept.startPage}>{kept.startPage}</option>}
        </Select>
      </Field>
      <fieldset className="space-y-4">
        <legend className="mb-3 text-sm font-medium">Tell me about, under the bell</legend>
        {noteGroups.map(({ code, label, help }) => (
          <Switch
            key={code}
            id={`tell-${code}`}
            label={label}
            help={help}
            checked={wants(kept, code)}
            onChange={(on) => set({ notifications: { ...kept.notifications, [code]: on } })}
          />
        ))}
      </fieldset>
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p aria-hidden className="mb-1.5 text-sm font-medium">
        {label}
      </p>
      {children}
    </div>
  );
}
