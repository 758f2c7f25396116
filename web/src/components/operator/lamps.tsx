import type { AttemptState, LiveCall, Account } from "@/api";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/cn";
import { timeOfDay } from "@/lib/format";

/** Whether an account takes calls, in words. */
export function HealthBadge({ account, brief = false }: { account: Account; brief?: boolean }) {
  const { state, openUntil, failures } = account.health;
  if (account.paused) return <Badge tone="accent">Paused</Badge>;
  if (state === "open" && brief) return <Badge tone="harm">Resting</Badge>;
  if (state === "open") {
    return <Badge tone="harm">{openUntil ? `Resting until ${timeOfDay(openUntil)}` : "Resting"} after {failures} failures</Badge>;
  }
  if (state === "half_open") return <Badge tone="accent">Trying one call</Badge>;
  return <Badge tone="live">Healthy</Badge>;
}

type Lamp = "talking" | "ringing" | "held" | "free";

const lampWords: Record<Lamp, string> = { talking: "in conversation", ringing: "ringing", held: "held", free: "free" };

const lampLook: Record<Lamp, string> = {
  talking:
    "bg-[radial-gradient(circle_at_35%_30%,#c9f5dd,var(--live)_55%,#0f5a35)] border-[#0d4d2d] shadow-[0_0_14px_1px_color-mix(in_srgb,var(--live)_60%,transparent)]",
  ringing:
    "bg-[radial-gradient(circle_at_35%_30%,#fff1cd,#e0a543_55%,#8a5a12)] border-[#7a4e0e] shadow-[0_0_14px_1px_rgb(217_160_74/0.6)] animate-glow",
  held: "bg-[radial-gradient(circle_at_35%_30%,#d9dde5,#8e97a8_60%,#5c6575)] border-[#4c5464]",
  free: "bg-[radial-gradient(circle_at_50%_35%,color-mix(in_srgb,var(--page)_70%,var(--line-strong)),var(--sunken)_75%)] border-line-strong/60",
};

export const isTalking = (state: AttemptState): boolean => state === "in_progress";

/** So many lamps are drawn; of an account with more lines, the ones in use, and how many more there are. */
const SHOWN = 48;

/** The lines of the account as lamps on a brass plate. */
export function Lamps({ account, calls }: { account: Account; calls: LiveCall[] }) {
  const lit: Lamp[] = calls.map((call) => (isTalking(call.state) ? "talking" : "ringing"));
  const held = Math.max(0, account.live - lit.length);
  const free = Math.max(0, account.lines - lit.length - held);
  const lamps: Lamp[] = [...lit, ...Array<Lamp>(held).fill("held"), ...Array<Lamp>(free).fill("free")];
  const more = lamps.length - SHOWN;
  const count = (kind: Lamp) => lamps.filter((lamp) => lamp === kind).length;
  const label = (Object.keys(lampWords) as Lamp[])
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${count(kind)} ${lampWords[kind]}`)
    .join(", ");
  return (
    <div
      role="img"
      aria-label={`Lines of ${account.name}: ${label || "none"}`}
      className="flex flex-wrap gap-2.5 px-5 py-5"
    >
      {lamps.slice(0, SHOWN).map((lamp, index) => (
        <span
          key={index}
          data-lamp={lamp}
          className={cn(
            "flex size-9 items-center justify-center rounded-full bg-sunken shadow-[inset_0_1px_2px_rgb(18_22_31/0.18)] ring-1 ring-line",
            account.paused && "opacity-55 saturate-50",
          )}
        >
          <span className={cn("size-5 rounded-full border transition-[box-shadow,background] duration-(--calm)", lampLook[lamp])} />
        </span>
      ))}
      {more > 0 && <span className="self-center text-sm text-soft tabular-nums">and {more.toLocaleString()} more</span>}
    </div>
  );
}
