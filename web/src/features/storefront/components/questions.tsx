import type { Content } from "@/api";
import { Accordion } from "@/components/ui/accordion";

export function Questions({ content }: { content: Content }) {
  return (
    <section id="questions" aria-labelledby="questions-title" className="border-t border-line py-16 md:py-24">
      <div className="shell grid max-w-6xl gap-x-16 gap-y-8 lg:grid-cols-[21rem_1fr]">
        <div>
          <h2 id="questions-title" className="display text-4xl md:text-5xl lg:text-4xl">
            Good to know
          </h2>
          {content.contactEmail && (
            <p className="mt-4 leading-7 text-soft">
              Something else? Write to{" "}
              <a href={`mailto:${content.contactEmail}`} className="font-medium text-accent-text underline underline-offset-4 wrap-anywhere">
                {content.contactEmail}
              </a>
              .
            </p>
          )}
        </div>
        <Accordion items={content.questions.map(({ question, answer }) => ({ title: question, body: answer }))} />
      </div>
    </section>
  );
}
