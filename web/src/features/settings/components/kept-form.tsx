import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay } from "@/lib/roles";
import { asSentence } from "@/lib/use-draft";
import { SaveBar } from "@/components/operator/save-bar";
import { SettingsHead } from "./settings-head";

export interface Part<Kept> {
  kept: Kept;
  set: (kept: Kept) => void;
  /** Changes some of one section and leaves the others as they are. */
  change: <Section extends keyof Kept>(section: Section, change: Partial<Kept[Section]>) => void;
  /** What the server refused at this field, by its path, until it is changed. */
  errorAt: (path: string) => string | undefined;
}

interface Props<Kept> {
  /** What it is, at the begin of a sentence. */
  what: string;
  query: UseQueryResult<Kept>;
  save: UseMutationResult<Kept, Error, Kept>;
  children: (part: Part<Kept>) => ReactNode;
}

/** A page of the settings that is one thing on the server, changed as a whole. */
export function KeptForm<Kept>({ what, query: { data, error, refetch }, save, children }: Props<Kept>) {
  return (
    <>
      <SettingsHead />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Editor key={JSON.stringify(data)} saved={data} what={what} save={save}>
          {children}
        </Editor>
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((inner, name) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined), value);

function Editor<Kept>({ saved, what, save, children }: Omit<Props<Kept>, "query"> & { saved: Kept }) {
  const mayChange = useMay("organisation.write");
  const [kept, set] = useState(saved);
  const change: Part<Kept>["change"] = (section, some) => set((known) => ({ ...known, [section]: { ...known[section], ...some } }));
  const problem = save.error ? asProblem(save.error) : null;
  const errorAt = (path: string) => {
    const refused = problem?.errors.find((entry) => entry.field === path);
    return refused && JSON.stringify(at(save.variables, path)) === JSON.stringify(at(kept, path)) ? asSentence(refused.message) : undefined;
  };
  const send = () =>
    save.mutate(kept, {
      onSuccess: () => toast.success(`${what}: saved.`),
      onError: (error) => {
        const [first] = asProblem(error).errors;
        if (first) document.getElementById(idOf(first.field))?.focus();
      },
    });
  return (
    <>
      {problem?.errors.length === 0 && (
        <Notice tone="harm" title={problem.detail} className="mb-6">
          {problem.remedy}
        </Notice>
      )}
      <fieldset disabled={!mayChange} className="grid min-w-0 items-start gap-6 xl:grid-cols-2">
        <legend className="sr-only">{what}</legend>
        {children({ kept, set, change, errorAt })}
      </fieldset>
      <SaveBar dirty={JSON.stringify(kept) !== JSON.stringify(saved)} pending={save.isPending} what={what} onReset={() => set(saved)} onSave={send} />
    </>
  );
}

/** The element of a field, by its path. */
export const idOf = (path: string): string => `kept-${path.replaceAll(".", "-")}`;
