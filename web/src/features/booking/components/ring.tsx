import { Check, Minus, Phone, PhoneCall } from "lucide-react";
import { cn } from "@/lib/cn";
import type { RingMood } from "../words";

const tint: Record<RingMood, string> = {
  waiting: "text-accent",
  ringing: "text-live",
  talking: "text-live",
  done: "text-live",
  stopped: "text-line-strong",
};

const marks = { waiting: Phone, ringing: PhoneCall, talking: PhoneCall, done: Check, stopped: Minus };

/** The ring that breathes while the call waits, quickens while the phone rings and rests when it is over. */
export function Ring({ mood, figure, label }: { mood: RingMood; figure: string; label: string }) {
  const Mark = marks[mood];
  const moving = mood === "waiting" || mood === "ringing" || mood === "talking";
  const pace = mood === "ringing" ? "1.5s" : "4s";
  return (
    <div aria-hidden className={cn("relative mx-auto size-60 sm:size-72", tint[mood])}>
      {[0, 1, 2].map((n) => (
        <span
          key={n}
          className={cn("absolute rounded-full border border-current", moving ? "animate-breathe" : "opacity-30")}
          style={{ inset: `${n * 9}%`, animationDuration: pace, animationDelay: `${(2 - n) * 0.28}s`, opacity: 0.25 + n * 0.2 }}
        />
      ))}
      <span className="absolute inset-[24%] rounded-full bg-current opacity-[0.07]" />
      <span
        className={cn(
          "absolute inset-[24%] flex flex-col items-center justify-center rounded-full border-[3px] border-current bg-surface shadow-card",
        )}
      >
        {figure ? (
          <>
            <span className="display figures text-6xl text-text sm:text-7xl">{figure}</span>
            <span className="mt-1 max-w-[7rem] text-center text-xs leading-4 text-soft">{label}</span>
          </>
        ) : (
          <Mark
            className={cn("size-14 sm:size-16", mood === "ringing" && "animate-[ring_1.6s_ease-in-out_infinite]")}
            strokeWidth={1.5}
          />
        )}
      </span>
    </div>
  );
}
