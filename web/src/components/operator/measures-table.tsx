import type { Measures, Spread } from "@/api";

const rows: readonly { code: keyof Measures; label: string; help: string }[] = [
  { code: "voiceToVoice", label: "Reply heard", help: "From the caller’s last sound to the first of the reply" },
  { code: "wordsFinal", label: "Words final", help: "Until the recogniser was sure of them" },
  { code: "firstToken", label: "First text", help: "Until the model began to answer" },
  { code: "firstAudio", label: "First sound", help: "Until the voice began to speak" },
  { code: "decided", label: "Turn over", help: "Until it was sure that the caller was done" },
  { code: "interruptions", label: "Interrupted", help: "From the caller’s word to the agent’s silence" },
  { code: "falseAlarms", label: "False alarms", help: "Silent for a sound that was none" },
];

const shares = [
  { code: "p50", label: "Half within" },
  { code: "p95", label: "95 of 100" },
  { code: "p99", label: "99 of 100" },
] as const;

const value = (spread: Spread, share: (typeof shares)[number]["code"]): string => (spread.count === 0 ? "–" : `${spread[share]} ms`);

/** How long everything took, by how many were as fast. */
export function MeasuresTable({ label, measures }: { label: string; measures: Measures }) {
  return (
    <table aria-label={label} className="w-full text-left text-sm">
      <thead>
        <tr className="text-xs text-faint">
          <th scope="col" className="pb-2 font-medium">
            <span className="sr-only">What</span>
          </th>
          {shares.map(({ code, label: head }) => (
            <th key={code} scope="col" className={`pb-2 pl-3 text-right font-medium whitespace-nowrap ${code === "p99" ? "max-sm:hidden" : ""}`}>
              {head}
            </th>
          ))}
          <th scope="col" className="pb-2 pl-3 text-right font-medium">
            Of
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ code, label: name, help }) => (
          <tr key={code} className="border-t border-line">
            <th scope="row" className="py-(--row) font-normal">
              <span className={code === "voiceToVoice" ? "font-medium" : ""}>{name}</span>
              <span className="block text-xs leading-4 text-faint max-sm:hidden">{help}</span>
            </th>
            {shares.map(({ code: share }) => (
              <td key={share} className={`figures py-(--row) pl-3 text-right whitespace-nowrap ${share === "p99" ? "text-soft max-sm:hidden" : share === "p95" ? "text-soft" : "font-medium"}`}>
                {value(measures[code], share)}
              </td>
            ))}
            <td className="figures py-(--row) pl-3 text-right text-faint">{measures[code].count.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
