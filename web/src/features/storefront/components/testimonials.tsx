import type { Content } from "@/api";
import { cn } from "@/lib/cn";

const columns: Record<number, string> = { 1: "max-w-3xl", 2: "md:grid-cols-2" };

/** What people said who were called. */
export function Testimonials({ quotes }: { quotes: Content["testimonials"] }) {
  return (
    <section id="voices" aria-labelledby="voices-title" className="border-t border-line bg-sunken py-16 md:py-24">
      <div className="shell max-w-6xl">
        <h2 id="voices-title" className="display text-4xl md:text-5xl">
          What people say
        </h2>
        <ul className={cn("mt-10 grid gap-4", columns[quotes.length] ?? "md:grid-cols-2 lg:grid-cols-3")}>
          {quotes.map(({ quote, name, detail }, index) => (
            <li key={`${index} ${name}`} className="flex">
              <figure className="flex w-full flex-col rounded-panel border border-line bg-surface p-6 md:p-7">
                <blockquote className="display grow text-xl leading-8">“{quote}”</blockquote>
                <figcaption className="mt-6 text-sm leading-6">
                  <span className="block font-semibold">{name}</span>
                  {detail && <span className="text-soft">{detail}</span>}
                </figcaption>
              </figure>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
