import type { AuditEntry } from "@/api";
import { actionWords, changes } from "@/lib/audit";
import { moment, words } from "@/lib/format";

/** Who changed what, newest first; each line opens into what stood there before and after. */
export function AuditList({ entries, label }: { entries: AuditEntry[]; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  const changed = changes(entry.before, entry.after);
  const line = (
    <span className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
      <span className="min-w-0 grow text-sm">
        <span className="font-medium">{entry.actor.name || words(entry.actor.kind)}</span>{" "}
        <span className="text-soft">{actionWords(entry.action, entry.subject.name)}</span>
        {entry.actor.kind === "key" && <span className="text-faint"> by an API key</span>}
      </span>
      <span className="text-[0.8125rem] text-faint">
        {entry.address && <span className="figures mr-3 max-sm:hidden">{entry.address}</span>}
        <time dateTime={entry.at} className="figures">
          {moment(entry.at)}
        </time>
      </span>
    </span>
  );
  if (changed.length === 0) return <li className="px-5 py-3">{line}</li>;
  return (
    <li>
      <details>
        <summary className="list-none px-5 py-3 transition-colors hover:bg-sunken/60">{line}</summary>
        <dl className="mx-5 mb-4 divide-y divide-line rounded-card border border-line text-[0.8125rem]">
          {changed.map(({ field, before, after }) => (
            <div key={field} className="grid gap-x-4 gap-y-1 px-3.5 py-2 sm:grid-cols-[9rem_1fr_1fr]">
              <dt className="font-medium wrap-anywhere">{words(field)}</dt>
              <dd className="min-w-0 wrap-anywhere text-soft">
                <span className="sr-only">Before: </span>
                {before === null ? <span className="text-faint">nothing</span> : <del className="decoration-harm/60">{before}</del>}
              </dd>
              <dd className="min-w-0 wrap-anywhere">
                <span className="sr-only">After: </span>
                {after ?? <span className="text-faint">nothing</span>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
