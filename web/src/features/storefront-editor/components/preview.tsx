import type { Content } from "@/api";
import { Themed } from "@/components/operator/themed";
import { BellMark } from "@/components/ui/brand";
import { cn } from "@/lib/cn";

interface Props {
  name: string;
  content: Content;
  narrow: boolean;
}

/** The page as visitors would see it with these words, made small. */
export function Preview({ name, content, narrow }: Props) {
  const { links } = content;
  const columns = narrow ? "grid-cols-1" : "grid-cols-3";
  return (
    <Themed theme={content.theme} className={cn("overflow-hidden text-[0.8125rem] leading-5", narrow && "mx-auto max-w-[22rem]")}>
      <div className="flex items-center gap-2 border-b border-line px-5 py-3 text-[0.8125rem] font-semibold">
        <BellMark className="h-4" />
        <span className="truncate">{name || "Name of your line"}</span>
        <span className="ml-auto rounded-md bg-accent px-2.5 py-1 text-xs font-semibold text-on-accent">Book a call</span>
      </div>
      <div className="px-5 py-10">
        <p className={cn("display wrap-anywhere", narrow ? "text-3xl" : "text-[2.5rem]")}>
          {content.headline || "Your headline"} {content.headlineAccent && <span className="text-accent-text">{content.headlineAccent}</span>}
        </p>
        {content.lead && <p className="mt-3 max-w-md text-sm leading-6 wrap-anywhere text-soft">{content.lead}</p>}
        <div className="mt-5 flex gap-2">
          <span className="rounded-lg bg-accent px-4 py-2 text-[0.8125rem] font-semibold text-on-accent">Book a call</span>
          <span className="rounded-lg px-3 py-2 text-[0.8125rem] font-semibold text-soft">See the plans</span>
        </div>
      </div>
      {content.steps.length > 0 && (
        <div className="border-t border-line px-5 py-7">
          <p className="display text-xl">How it works</p>
          <ol className={cn("mt-4 grid gap-4", columns)}>
            {content.steps.map((step, index) => (
              <li key={index} className="border-t-2 border-accent pt-2.5">
                <p className="display text-lg text-accent-text">{index + 1}</p>
                <p className="font-semibold wrap-anywhere">{step.title || "A title"}</p>
                <p className="mt-0.5 wrap-anywhere text-soft">{step.text}</p>
              </li>
            ))}
          </ol>
        </div>
      )}
      {content.testimonials.length > 0 && (
        <div className="border-t border-line bg-sunken px-5 py-7">
          <p className="display text-xl">What people say</p>
          <ul className={cn("mt-4 grid gap-3", narrow ? "grid-cols-1" : "grid-cols-2")}>
            {content.testimonials.map((voice, index) => (
              <li key={index} className="rounded-xl border border-line bg-surface p-4">
                <p className="display text-base leading-6 wrap-anywhere">“{voice.quote || "What was said"}”</p>
                <p className="mt-2.5 font-semibold wrap-anywhere">{voice.name || "Who said it"}</p>
                {voice.detail && <p className="wrap-anywhere text-soft">{voice.detail}</p>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {content.questions.length > 0 && (
        <div className="border-t border-line px-5 py-7">
          <p className="display text-xl">Questions</p>
          <ul className="mt-3 divide-y divide-line border-y border-line">
            {content.questions.map((entry, index) => (
              <li key={index} className="py-2.5">
                <p className="font-medium wrap-anywhere">{entry.question || "A question"}</p>
                <p className="mt-0.5 wrap-anywhere text-soft">{entry.answer}</p>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-5 py-4 text-xs text-faint">
        <span>{name}</span>
        {content.contactEmail && <span>{content.contactEmail}</span>}
        {links.imprint && <span>Imprint</span>}
        {links.privacy && <span>Privacy</span>}
        {links.terms && <span>Terms</span>}
      </div>
    </Themed>
  );
}

/** How a search engine and a shared link would show the page. */
export function SearchPreview({ name, url, content }: { name: string; url: string; content: Content }) {
  const title = content.seo.title || `${name}: ${content.headline} ${content.headlineAccent}`.trim();
  const description = content.seo.description || content.lead;
  return (
    <div className="rounded-card border border-line bg-surface p-4">
      <p className="truncate text-xs text-faint">{url}</p>
      <p className="mt-1 truncate text-[1.0625rem] font-medium text-accent-text">{title}</p>
      <p className="mt-1 line-clamp-2 text-[0.8125rem] leading-5 text-soft">{description || "No description yet; search engines choose one."}</p>
    </div>
  );
}
