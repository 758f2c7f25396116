import { useEffect, useRef, type ReactNode } from "react";
import { cn } from "@/lib/cn";
import { clock } from "@/lib/format";
import { inTurn } from "@/lib/in-turn";

export interface SpokenLine {
  number: number;
  speaker: "caller" | "agent";
  /** Words to their end, words cut short, keys, an aside, or a phrase that the agent says by itself. */
  kind: string;
  words: string;
  /** Seconds since the call began. */
  after: number;
}

/** Something that happened between what was said. */
export interface Between {
  key: string;
  /** Seconds since the call began. */
  after: number;
  body: ReactNode;
}

const notes: Record<string, string> = { cut: "cut short", keys: "keys", aside: "aside" };

interface Props {
  lines: readonly SpokenLine[];
  between?: readonly Between[];
  agent: string;
  /** The number of the line that is heard now. */
  current?: number | null;
  /** Where there is something to hear, a line leads to it. */
  onSeek?: (line: SpokenLine) => void;
}

/** What was said, oldest first. */
export function Transcript({ lines, between = [], agent, current = null, onSeek }: Props) {
  return (
    <ol aria-label="Transcript">
      {inTurn(lines, between).map((part, index, all) => {
        if ("body" in part) {
          return (
            <li key={part.key} className="appear grid grid-cols-[2.75rem_1fr] gap-x-3 pt-4 first:pt-0">
              <span className="figures pt-0.5 text-right text-xs leading-5 text-faint">{clock(part.after)}</span>
              <div className="min-w-0">{part.body}</div>
            </li>
          );
        }
        const line = part;
        const before = all[index - 1];
        const goesOn = before !== undefined && "speaker" in before && before.speaker === line.speaker;
        return (
          <li key={line.number} className={cn("appear grid grid-cols-[2.75rem_1fr] gap-x-3", goesOn ? "" : "pt-4 first:pt-0")}>
            <span className={cn("figures pt-0.5 text-right text-xs leading-5 text-faint", goesOn && "sr-only")}>{clock(line.after)}</span>
            <div className={cn("col-start-2 min-w-0 border-l-2 pl-3", line.speaker === "agent" ? "border-accent" : "border-line-strong/50")}>
              <p className={cn("text-xs leading-5 font-semibold", goesOn && "sr-only")}>
                <span className={line.speaker === "agent" ? "text-accent-text" : "text-soft"}>{line.speaker === "agent" ? agent : "Caller"}</span>
              </p>
              {onSeek ? (
                <button
                  type="button"
                  title="Hear it"
                  aria-current={line.number === current ? "true" : undefined}
                  data-line={line.number}
                  onClick={() => onSeek(line)}
                  className="-mx-1.5 block rounded-md px-1.5 text-left transition-colors duration-(--quick) hover:bg-sunken aria-[current]:bg-accent-soft"
                >
                  <Words line={line} />
                </button>
              ) : (
                <p>
                  <Words line={line} />
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Words({ line: { kind, words } }: { line: SpokenLine }) {
  return (
    <span className={cn("leading-6 wrap-anywhere", kind === "aside" && "text-faint italic", kind === "keys" && "figures")}>
      {words}
      {notes[kind] && <span className="ml-2 text-xs text-faint not-italic">{notes[kind]}</span>}
    </span>
  );
}

/** The same while it grows: read out as it comes, and kept at its end while somebody looks there. */
export function LiveTranscript(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [props.lines, props.between]);
  return (
    <div
      ref={box}
      role="log"
      aria-label="What is said now"
      tabIndex={0}
      className="-mr-3 max-h-[30rem] overflow-y-auto rounded-lg pr-3"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      <Transcript {...props} />
    </div>
  );
}
