import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { statusQuery } from "../api/onboarding";

/** What is set up and what is missing, by the facts. */
export function Checklist() {
  const { data } = useQuery(statusQuery);
  return (
    <Panel
      id="checklist-title"
      title="What is ready"
      aside={data && <Badge tone={data.live ? "live" : "quiet"}>{data.live ? "Ready for calls" : `${data.percent} %`}</Badge>}
      className="lg:max-2xl:col-start-2"
    >
      {data ? (
        <ul className="space-y-3">
          {data.items.map((item) => (
            <li key={item.code} className="flex gap-3 text-sm leading-6">
              {item.done ? <Check aria-hidden className="mt-1 size-4 shrink-0 text-live-text" /> : <Circle aria-hidden className="mt-1 size-4 shrink-0 text-faint" />}
              <div className="min-w-0">
                <a href={item.href} className="font-medium hover:underline">
                  {item.title}
                </a>
                <span className="sr-only">{item.done ? ", done" : ", not done"}</span>
                {!item.done && item.required && <span className="ml-2 text-xs text-accent-text">needed</span>}
                {!item.done && <p className="text-[0.8125rem] leading-5 text-faint">{item.detail}</p>}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton className="h-40" />
      )}
    </Panel>
  );
}
