import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { cn } from "@/lib/cn";
import { curl, kindOf, type Document, type Route } from "./document";
import { ShapeView } from "./shape-view";

const looks: Record<string, string> = {
  get: "bg-sunken text-soft",
  post: "bg-live-soft text-live-text",
  put: "bg-accent-soft text-accent-text",
  patch: "bg-accent-soft text-accent-text",
  delete: "bg-harm-soft text-harm-text",
};

/** One route: a line that opens into what it takes and what it answers. */
export function RouteView({ document, route }: { document: Document; route: Route }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="border-b border-line last:border-0">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex cursor-pointer list-none items-center gap-3 px-5 py-3 transition-colors hover:bg-sunken/60">
          <span className={cn("w-14 shrink-0 rounded-md text-center font-mono text-[0.6875rem] leading-6 font-semibold uppercase", looks[route.method])}>
            {route.method}
          </span>
          <span className="min-w-0 grow md:flex md:items-baseline md:gap-4">
            <span className="block font-mono text-[0.8125rem] wrap-anywhere">{route.path}</span>
            <span className="block text-[0.8125rem] text-soft md:ml-auto md:text-right">{route.summary}</span>
          </span>
          <ChevronRight aria-hidden className="size-4 shrink-0 text-faint transition-transform duration-(--quick) group-open:rotate-90" />
        </summary>
        {open && <Details document={document} route={route} />}
      </details>
    </li>
  );
}

function Details({ document, route }: { document: Document; route: Route }) {
  return (
    <div className="appear grid gap-6 px-5 pt-2 pb-6 xl:grid-cols-2">
      <div className="min-w-0 space-y-5">
        {route.description && <p className="text-sm leading-6 text-soft">{route.description}</p>}
        {route.parameters.length > 0 && (
          <Part title="Parameters">
            <ul className="divide-y divide-line rounded-card border border-line">
              {route.parameters.map((parameter) => (
                <li key={`${parameter.in} ${parameter.name}`} className="px-3.5 py-2 text-sm">
                  <p className="flex flex-wrap items-baseline gap-x-3">
                    <span className="font-mono text-[0.8125rem] font-medium">{parameter.name}</span>
                    <span className="font-mono text-xs text-faint">
                      {parameter.in}, {parameter.schema ? kindOf(document, parameter.schema) : "string"}
                    </span>
                    {parameter.required && <span className="text-xs text-accent-text">required</span>}
                  </p>
                  {parameter.description && <p className="mt-0.5 text-[0.8125rem] leading-5 text-soft">{parameter.description}</p>}
                </li>
              ))}
            </ul>
          </Part>
        )}
        {route.body && (
          <Part title="What is sent">
            <ShapeView document={document} shape={route.body} />
          </Part>
        )}
        <Part title="Answers">
          {route.answers.length === 0 ? (
            <p className="text-sm text-soft">Nothing but its status.</p>
          ) : (
            route.answers.map((answer) => (
              <div key={answer.status} className="mb-3 last:mb-0">
                <p className="mb-1.5 text-sm">
                  <span className="figures font-mono font-medium">{answer.status}</span> <span className="text-soft">{answer.text}</span>
                </p>
                {answer.shape && <ShapeView document={document} shape={answer.shape} />}
              </div>
            ))
          )}
          <p className="mt-2 text-[0.8125rem] text-faint">Everything else is a problem with its code, a sentence and a remedy (RFC 9457).</p>
        </Part>
      </div>
      <div className="min-w-0">
        <CodeBlock label={`Example of ${route.method.toUpperCase()} ${route.path}`} text={curl(document, route, window.location.origin)} />
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-[0.8125rem] font-medium text-faint">{title}</h3>
      {children}
    </section>
  );
}
