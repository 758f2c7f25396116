import type { Content } from "@/api";
import { cn } from "@/lib/cn";

const columns: Record<number, string> = { 1: "", 2: "sm:grid-cols-2", 3: "md:grid-cols-3", 4: "sm:grid-cols-2 lg:grid-cols-4" };

export function Steps({ steps }: { steps: Content["steps"] }) {
  return (
    <section id="how" aria-labelledby="how-title" className="border-t border-line py-16 md:py-24">
      <div className="shell max-w-6xl">
        <h2 id="how-title" className="display text-4xl md:text-5xl">
          How it works
        </h2>
        <ol className={cn("mt-10 grid gap-x-10 gap-y-9", columns[steps.length] ?? "sm:grid-cols-2 lg:grid-cols-3")}>
          {steps.map(({ title, text }, index) => (
            <li key={`${index} ${title}`} className="border-t-2 border-accent pt-5">
              <p aria-hidden className="display figures text-3xl text-accent-text">
                {index + 1}
              </p>
              <h3 className="mt-3 text-lg font-semibold">{title}</h3>
              <p className="mt-2 max-w-prose leading-7 text-soft">{text}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
