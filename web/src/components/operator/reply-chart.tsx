import { ceiling } from "@/components/ui/chart";
import { quantile, stages, type ReplyTimes, type Stage } from "@/lib/replies";

const looks: Record<Stage["code"], { label: string; fill: string; pattern?: string }> = {
  listened: { label: "Listened", fill: "var(--line-strong)" },
  thought: { label: "Thought", fill: "var(--accent)" },
  spoke: { label: "Voiced", fill: "var(--live)" },
  waited: { label: "Made sure", fill: "var(--line)", pattern: "var(--line-strong)" },
};

const order: Stage["code"][] = ["listened", "thought", "spoke", "waited"];

/** Each reply as a bar: what was waited for between the caller's last sound and the agent's first. */
export function ReplyChart({ replies }: { replies: readonly ReplyTimes[] }) {
  const all = replies.map((reply) => reply.voiceToVoiceMs);
  const top = ceiling(Math.max(400, ...all));
  const [median, slow] = [quantile(all, 0.5), quantile(all, 0.95)];
  return (
    <figure aria-label="How long replies took">
      <dl className="mb-4 flex gap-8 text-sm">
        <Figure name="Half of them within" value={median} />
        <Figure name="Nearly all within" value={slow} />
      </dl>
      <ul className="space-y-1.5">
        {replies.map((reply) => (
          <li key={reply.turn} className="grid grid-cols-[2rem_1fr_4.25rem] items-center gap-3 text-xs">
            <span className="figures text-right text-faint">{reply.turn}</span>
            <span aria-hidden className="relative block h-3.5 rounded-[4px] bg-sunken">
              {stages(reply).map((stage) => (
                <span
                  key={stage.code}
                  title={`${looks[stage.code].label}: ${stage.to - stage.from} ms`}
                  className="absolute inset-y-0 first:rounded-l-[4px] last:rounded-r-[4px]"
                  style={{ left: `${(stage.from / top) * 100}%`, width: `${((stage.to - stage.from) / top) * 100}%`, background: background(stage.code) }}
                />
              ))}
            </span>
            <span className="figures font-medium">{reply.voiceToVoiceMs} ms</span>
            <span className="sr-only">
              {stages(reply)
                .map((stage) => `${looks[stage.code].label} ${stage.to - stage.from} ms`)
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
      <ul aria-hidden className="mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-[0.8125rem] text-soft">
        {order.map((code) => (
          <li key={code} className="flex items-center gap-2">
            <span className="size-2.5 rounded-[3px]" style={{ background: background(code) }} />
            {looks[code].label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function background(code: Stage["code"]): string {
  const { fill, pattern } = looks[code];
  return pattern ? `repeating-linear-gradient(135deg, ${pattern} 0 1.5px, ${fill} 1.5px 5px)` : fill;
}

function Figure({ name, value }: { name: string; value: number | null }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-soft">{name}</dt>
      <dd className="display figures mt-0.5 text-2xl">{value === null ? "–" : `${value} ms`}</dd>
    </div>
  );
}
