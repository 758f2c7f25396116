import type { Content } from "@/api";
import { Chips } from "@/components/ui/chips";
import { described, Field, Input } from "@/components/ui/field";
import { isColour } from "@/lib/colour";
import { cn } from "@/lib/cn";
import { accentNote, type Draft } from "../check";
import { ListEditor } from "./list-editor";
import { SearchPreview } from "./preview";
import { TextField } from "./text-field";

export interface SectionProps {
  draft: Draft;
  url: string;
  error: (path: string) => string | undefined;
  setName: (name: string) => void;
  change: (change: (content: Content) => Partial<Content>) => void;
}

/** The id of the field at a path, so that an error can be gone to. */
export const fieldId = (path: string): string => `page-${path.replaceAll(".", "-")}`;

export function Words({ draft: { name, content }, error, setName, change }: SectionProps) {
  return (
    <div className="space-y-5">
      <TextField id={fieldId("name")} label="Name" value={name} most={80} onChange={setName} error={error("name")} help="Whose page this is; also told when the phone rings." />
      <TextField
        id={fieldId("content.headline")}
        label="Headline"
        value={content.headline}
        most={90}
        onChange={(headline) => change(() => ({ headline }))}
        error={error("content.headline")}
      />
      <TextField
        id={fieldId("content.headlineAccent")}
        label="Its end, in the accent colour"
        value={content.headlineAccent}
        most={60}
        onChange={(headlineAccent) => change(() => ({ headlineAccent }))}
        error={error("content.headlineAccent")}
      />
      <TextField
        id={fieldId("content.lead")}
        label="Below the headline"
        value={content.lead}
        long
        most={400}
        onChange={(lead) => change(() => ({ lead }))}
        error={error("content.lead")}
        help="What somebody gets, in a sentence or two."
      />
    </div>
  );
}

export function Steps({ draft: { content }, error, change }: SectionProps) {
  return (
    <ListEditor
      one="step"
      items={content.steps}
      blank={{ title: "", text: "" }}
      most={6}
      firstField={(n) => fieldId(`content.steps.${n}.title`)}
      onChange={(next) => change(({ steps }) => ({ steps: next(steps) }))}
    >
      {(step, n, set) => (
        <>
          <TextField
            id={fieldId(`content.steps.${n}.title`)}
            label="Title"
            value={step.title}
            most={60}
            onChange={(title) => set({ ...step, title })}
            error={error(`content.steps.${n}.title`)}
          />
          <TextField id={fieldId(`content.steps.${n}.text`)} label="Text" long most={300} value={step.text} onChange={(text) => set({ ...step, text })} error={error(`content.steps.${n}.text`)} />
        </>
      )}
    </ListEditor>
  );
}

export function Voices({ draft: { content }, error, change }: SectionProps) {
  return (
    <>
      <p className="mb-4 text-[0.8125rem] leading-5 text-soft">Only words of real people who agreed to be quoted. Without any, the section is left out.</p>
      <ListEditor
        one="testimonial"
        items={content.testimonials}
        blank={{ quote: "", name: "", detail: "" }}
        most={12}
        firstField={(n) => fieldId(`content.testimonials.${n}.quote`)}
        onChange={(next) => change(({ testimonials }) => ({ testimonials: next(testimonials) }))}
      >
        {(voice, n, set) => (
          <>
            <TextField
              id={fieldId(`content.testimonials.${n}.quote`)}
              label="What was said"
              long
              most={400}
              value={voice.quote}
              onChange={(quote) => set({ ...voice, quote })}
              error={error(`content.testimonials.${n}.quote`)}
            />
            <div className="grid gap-3 sm:grid-cols-2">
              <TextField
                id={fieldId(`content.testimonials.${n}.name`)}
                label="Who"
                most={60}
                value={voice.name}
                onChange={(name) => set({ ...voice, name })}
                error={error(`content.testimonials.${n}.name`)}
              />
              <TextField id={fieldId(`content.testimonials.${n}.detail`)} label="Detail" most={80} value={voice.detail} onChange={(detail) => set({ ...voice, detail })} error={error(`content.testimonials.${n}.detail`)} />
            </div>
          </>
        )}
      </ListEditor>
    </>
  );
}

export function Questions({ draft: { content }, error, change }: SectionProps) {
  return (
    <ListEditor
      one="question"
      items={content.questions}
      blank={{ question: "", answer: "" }}
      most={20}
      firstField={(n) => fieldId(`content.questions.${n}.question`)}
      onChange={(next) => change(({ questions }) => ({ questions: next(questions) }))}
    >
      {(entry, n, set) => (
        <>
          <TextField
            id={fieldId(`content.questions.${n}.question`)}
            label="Question"
            value={entry.question}
            onChange={(question) => set({ ...entry, question })}
            error={error(`content.questions.${n}.question`)}
          />
          <TextField
            id={fieldId(`content.questions.${n}.answer`)}
            label="Answer"
            long
            most={1_000}
            value={entry.answer}
            onChange={(answer) => set({ ...entry, answer })}
            error={error(`content.questions.${n}.answer`)}
          />
        </>
      )}
    </ListEditor>
  );
}

const looks = [
  { value: "hotline", label: "Hotline", what: "Warm paper and brass" },
  { value: "gift", label: "Gift", what: "Paper tinted by the accent" },
  { value: "clinic", label: "Clinic", what: "Cool and calm" },
  { value: "plain", label: "Plain", what: "White, nothing else" },
] as const;

const swatches = ["#b7791f", "#b3372b", "#a8326e", "#5b4fc7", "#2563a8", "#0f766e", "#3f7d33", "#12161f"];

export function Look({ draft: { content }, error, change }: SectionProps) {
  const { theme } = content;
  const set = (changed: Partial<Content["theme"]>) => change((known) => ({ theme: { ...known.theme, ...changed } }));
  const path = "content.theme.accent";
  const wrong = error(path);
  return (
    <div className="space-y-6">
      <Field id={fieldId(path)} label="Accent" help={accentNote(theme)} error={wrong}>
        <div className="flex items-center gap-2">
          <input
            type="color"
            aria-label="Choose the accent"
            value={isColour(theme.accent) ? theme.accent : "#b7791f"}
            onChange={(event) => set({ accent: event.target.value })}
            className="h-11 w-12 shrink-0 cursor-pointer rounded-card border border-line-strong/60 bg-surface p-1"
          />
          <Input
            {...described(fieldId(path), wrong, Boolean(accentNote(theme)))}
            value={theme.accent}
            maxLength={7}
            spellCheck={false}
            autoComplete="off"
            className="figures w-32! font-mono"
            onChange={(event) => set({ accent: event.target.value })}
          />
        </div>
      </Field>
      <div role="group" aria-label="Accents to choose from" className="-mt-2 flex flex-wrap gap-2">
        {swatches.map((colour) => (
          <button
            key={colour}
            type="button"
            aria-label={`Accent ${colour}`}
            aria-pressed={theme.accent.toLowerCase() === colour}
            onClick={() => set({ accent: colour })}
            className="size-8 rounded-full border border-line ring-offset-2 ring-offset-surface aria-pressed:ring-2 aria-pressed:ring-accent-text"
            style={{ background: colour }}
          />
        ))}
      </div>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">Look</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {looks.map((look) => (
            <label
              key={look.value}
              className={cn(
                "flex cursor-pointer items-start gap-3 rounded-card border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent-text",
                theme.look === look.value ? "border-accent-text bg-accent-soft" : "border-line hover:border-line-strong",
              )}
            >
              <input
                type="radio"
                name="look"
                value={look.value}
                checked={theme.look === look.value}
                onChange={() => set({ look: look.value })}
                className="mt-1 accent-(--accent-text)"
              />
              <span className="text-sm">
                <span className="block font-medium">{look.label}</span>
                <span className="block text-[0.8125rem] text-soft">{look.what}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        <p className="mb-1.5 text-sm font-medium">Light or dark</p>
        <Chips
          label="Light or dark"
          value={theme.mode}
          onChange={(mode) => set({ mode })}
          chips={[
            { value: "auto", label: "As the visitor has it" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </div>
    </div>
  );
}

const linkWords = { imprint: "Imprint", privacy: "Privacy", terms: "Terms" } as const;

export function LinksAndSearch({ draft: { name, content }, url, error, change }: SectionProps) {
  const { seo } = content;
  return (
    <div className="space-y-6">
      <div className="space-y-5">
        <h2 className="text-sm font-semibold">Contact and links</h2>
        <TextField
          id={fieldId("content.contactEmail")}
          label="E-mail for questions"
          type="email"
          value={content.contactEmail}
          onChange={(contactEmail) => change(() => ({ contactEmail }))}
          error={error("content.contactEmail")}
        />
        {(["imprint", "privacy", "terms"] as const).map((link) => (
          <TextField
            key={link}
            id={fieldId(`content.links.${link}`)}
            label={linkWords[link]}
            type="url"
            placeholder="https://"
            value={content.links[link]}
            onChange={(address) => change(({ links }) => ({ links: { ...links, [link]: address } }))}
            error={error(`content.links.${link}`)}
          />
        ))}
      </div>
      <div className="space-y-5">
        <h2 className="text-sm font-semibold">In search engines and shared links</h2>
        <TextField
          id={fieldId("content.seo.title")}
          label="Title"
          most={70}
          value={seo.title}
          onChange={(title) => change((known) => ({ seo: { ...known.seo, title } }))}
          error={error("content.seo.title")}
          help={`${seo.title.length} of 70; about 60 are shown. Empty: the name and the headline.`}
        />
        <TextField
          id={fieldId("content.seo.description")}
          label="Description"
          long
          most={200}
          value={seo.description}
          onChange={(description) => change((known) => ({ seo: { ...known.seo, description } }))}
          error={error("content.seo.description")}
          help={`${seo.description.length} of 200; about 155 are shown.`}
        />
        <SearchPreview name={name} url={url} content={content} />
      </div>
    </div>
  );
}
