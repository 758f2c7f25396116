import { useQuery } from "@tanstack/react-query";
import { Eye, ExternalLink } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type Content, type StorefrontSettings } from "@/api";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { storefrontSettingsQuery } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { asSentence } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useSaveStorefront } from "../api/storefront";
import { checkDraft, type Draft } from "../check";
import { Preview } from "../components/preview";
import { fieldId, LinksAndSearch, Look, Questions, Steps, Voices, Words, type SectionProps } from "../components/sections";

export function StorefrontEditorPage() {
  useTitle("Storefront · Ringwright");
  const { data, error, refetch } = useQuery(storefrontSettingsQuery);
  if (data) return <Editor saved={data} />;
  return (
    <>
      <PageHead title="Storefront">What visitors read, and how it looks.</PageHead>
      {error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading the storefront" className="grid gap-6 xl:grid-cols-[30rem_1fr]">
          <Skeleton className="h-96 rounded-2xl" />
          <Skeleton className="h-[36rem] rounded-2xl" />
        </div>
      )}
    </>
  );
}

const sections = [
  { value: "words", label: "Words", of: ["name", "content.headline", "content.lead"], Section: Words },
  { value: "steps", label: "Steps", of: ["content.steps"], Section: Steps },
  { value: "voices", label: "Voices", of: ["content.testimonials"], Section: Voices },
  { value: "questions", label: "Questions", of: ["content.questions"], Section: Questions },
  { value: "look", label: "Look", of: ["content.theme"], Section: Look },
  { value: "links", label: "Links", of: ["content.contactEmail", "content.links", "content.seo"], Section: LinksAndSearch },
] as const;

type SectionName = (typeof sections)[number]["value"];

const same = (one: Draft, other: Draft): boolean => JSON.stringify(one) === JSON.stringify(other);

const sectionOf = (path: string): SectionName => sections.find((section) => section.of.some((part) => path.startsWith(part)))?.value ?? "words";

function Editor({ saved }: { saved: StorefrontSettings }) {
  const [draft, setDraft] = useState<Draft>({ name: saved.name, content: saved.content });
  const [base, setBase] = useState(draft);
  const [section, setSection] = useState<SectionName>("words");
  const [tried, setTried] = useState(false);
  const [wide, setWide] = useState<"wide" | "narrow">("wide");
  const [looking, setLooking] = useState(false);
  const save = useSaveStorefront();
  const maySetUp = useMay("storefront.write");

  const dirty = !same(draft, base);
  const wrong = checkDraft(draft);
  const problem = save.error ? asProblem(save.error) : null;
  const refused = new Map((problem?.errors ?? []).map((entry) => [entry.field, asSentence(entry.message)]));
  const error = (path: string) => (tried ? (wrong[path] ?? (save.variables && same(save.variables, draft) ? refused.get(path) : undefined)) : undefined);
  const change = (make: (content: Content) => Partial<Content>) =>
    setDraft((known) => ({ ...known, content: { ...known.content, ...make(known.content) } }));

  const goTo = (path: string) => {
    setSection(sectionOf(path));
    requestAnimationFrame(() => document.getElementById(fieldId(path))?.focus());
  };
  const send = () => {
    setTried(true);
    const first = Object.keys(wrong)[0];
    if (first) {
      goTo(first);
      return;
    }
    save.mutate(draft, {
      onSuccess: (answer) => {
        const next = { name: answer.name, content: answer.content };
        setDraft(next);
        setBase(next);
        setTried(false);
        toast.success("Saved. Visitors see it from now on.");
      },
      onError: (failure) => {
        const field = asProblem(failure).errors[0]?.field;
        if (field) goTo(field);
      },
    });
  };

  const { Section } = sections.find((entry) => entry.value === section) ?? sections[0];
  const props: SectionProps = { draft, url: saved.url, error, setName: (name) => setDraft((known) => ({ ...known, name })), change };

  return (
    <>
      <PageHead
        title="Storefront"
        actions={
          <>
            <Button className="xl:hidden" onClick={() => setLooking(true)}>
              <Eye aria-hidden />
              Preview
            </Button>
            <Button asChild>
              <a href={saved.url} target="_blank" rel="noreferrer">
                <ExternalLink aria-hidden />
                Open the page
              </a>
            </Button>
          </>
        }
      >
        What visitors read, and how it looks. Nothing changes for them before you save.
      </PageHead>
      {problem && (
        <Notice tone="harm" title={problem.detail} className="mb-5">
          {problem.remedy}
        </Notice>
      )}
      <div className="grid items-start gap-6 xl:grid-cols-[30rem_1fr]">
        <form
          noValidate
          className="min-w-0 rounded-2xl border border-line bg-surface"
          onSubmit={(event) => {
            event.preventDefault();
            if (maySetUp && !save.isPending) send();
          }}
        >
          <div className="border-b border-line p-3">
            <Chips
              label="Part of the page"
              value={section}
              onChange={setSection}
              chips={sections.map(({ value, label }) => ({
                value,
                label,
                count: tried ? Object.keys(wrong).filter((path) => sectionOf(path) === value).length || undefined : undefined,
              }))}
            />
          </div>
          <fieldset disabled={!maySetUp} className="min-w-0 p-5">
            <legend className="sr-only">{sections.find((entry) => entry.value === section)?.label}</legend>
            <Section {...props} />
          </fieldset>
          <div className="sticky bottom-0 flex items-center gap-3 rounded-b-2xl border-t border-line bg-surface/95 px-5 py-3 backdrop-blur-sm">
            <p role="status" className="min-w-0 grow text-[0.8125rem] text-soft">
              {!maySetUp ? "Your role may look, not change." : dirty ? "Changes that are not saved" : "All is saved"}
            </p>
            {maySetUp && (
              <>
                {dirty && (
                  <Button look="ghost" size="sm" onClick={() => setDraft(base)}>
                    Discard
                  </Button>
                )}
                <Button type="submit" look="primary" size="sm" pending={save.isPending} disabled={!dirty}>
                  Save
                </Button>
              </>
            )}
          </div>
        </form>
        <aside aria-label="Preview" className="sticky top-6 min-w-0 max-xl:hidden">
          <div className="mb-3 flex items-center justify-between">
            <p className="text-[0.8125rem] font-medium text-faint">Preview, as you type</p>
            <Chips
              label="Width of the preview"
              value={wide}
              onChange={setWide}
              chips={[
                { value: "wide", label: "Computer" },
                { value: "narrow", label: "Phone" },
              ]}
            />
          </div>
          <div tabIndex={0} role="group" aria-label="The page" className="max-h-[calc(100dvh-9rem)] overflow-y-auto rounded-2xl border border-line bg-sunken">
            <Preview name={draft.name} content={draft.content} narrow={wide === "narrow"} />
          </div>
        </aside>
      </div>
      <Sheet open={looking} onOpenChange={setLooking} title="Preview" wide>
        <div className="overflow-hidden rounded-2xl border border-line">
          <Preview name={draft.name} content={draft.content} narrow />
        </div>
      </Sheet>
      <UnsavedGuard dirty={dirty} what="The storefront" />
    </>
  );
}
