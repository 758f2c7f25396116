import { useEffect, useMemo, useRef, type CSSProperties, type KeyboardEvent, type RefObject } from "react";
import type { Peaks } from "@/api";
import { clock } from "@/lib/format";
import { bars } from "../sound";

interface Props {
  peaks: Peaks;
  /** Seconds. */
  length: number;
  at: number;
  playing: boolean;
  audio: RefObject<HTMLAudioElement | null>;
  onSeek: (second: number) => void;
  onToggle: () => void;
}

const HIGH = 40;
const STEP = 5;

/** How loud both sides were, the caller above and the agent below; whoever presses into it goes there. */
export function Wave({ peaks, length, at, playing, audio, onSeek, onToggle }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const shapes = useMemo(() => {
    const all = bars(peaks);
    const side = (name: "caller" | "agent", up: boolean) =>
      all.map((bar, index) => `M${index + 0.5} ${HIGH}v${((up ? -1 : 1) * Math.max(1, bar[name] ** 0.6 * (HIGH - 2))).toFixed(1)}`).join("");
    return { wide: Math.max(1, all.length), caller: side("caller", true), agent: side("agent", false) };
  }, [peaks]);
  const share = length > 0 ? Math.min(1, at / length) : 0;

  // Between two words of the browser the place moves on by itself.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.setProperty("--played", String(share));
    if (!playing) return;
    let frame = 0;
    const draw = () => {
      const second = audio.current?.currentTime ?? 0;
      element.style.setProperty("--played", String(length > 0 ? Math.min(1, second / length) : 0));
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [share, playing, length, audio]);

  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
    if (step !== undefined) onSeek(Math.min(length, Math.max(0, at + step)));
    else if (event.key === " ") onToggle();
    else return;
    event.preventDefault();
  };

  const drawn = (
    <>
      <path d={shapes.caller} strokeWidth="0.62" stroke="var(--wave-caller)" />
      <path d={shapes.agent} strokeWidth="0.62" stroke="var(--wave-agent)" />
    </>
  );
  const view = { viewBox: `0 0 ${shapes.wide} ${HIGH * 2}`, preserveAspectRatio: "none", className: "absolute inset-0 size-full" } as const;
  return (
    <div ref={box} className="relative h-20 rounded-lg focus-within:outline-2 focus-within:outline-offset-4 focus-within:outline-accent-text">
      <svg aria-hidden {...view} style={{ "--wave-caller": "var(--line-strong)", "--wave-agent": "var(--accent-line)" } as CSSProperties}>
        {drawn}
      </svg>
      <div aria-hidden className="absolute inset-0" style={{ clipPath: "inset(0 calc((1 - var(--played)) * 100%) 0 0)" }}>
        <svg {...view} style={{ "--wave-caller": "var(--text)", "--wave-agent": "var(--accent-text)" } as CSSProperties}>
          {drawn}
        </svg>
      </div>
      <span aria-hidden className="absolute inset-y-0 w-px bg-text" style={{ left: "calc(var(--played) * 100%)" }} />
      <input
        type="range"
        aria-label="Place in the recording"
        aria-valuetext={`${clock(at)} of ${clock(length)}`}
        min={0}
        max={length}
        step={0.1}
        value={Math.min(at, length)}
        onChange={(event) => onSeek(Number(event.target.value))}
        onKeyDown={press}
        className="absolute inset-0 size-full cursor-pointer appearance-none opacity-0 [&::-moz-range-thumb]:w-px [&::-webkit-slider-thumb]:w-px [&::-webkit-slider-thumb]:appearance-none"
      />
    </div>
  );
}
