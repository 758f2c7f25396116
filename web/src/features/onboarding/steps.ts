import type { ReactNode } from "react";
import type { OnboardingProgress } from "@/api";

export type StepCode = "kind" | "hours" | "services" | "greeting" | "test";

interface Step {
  code: StepCode;
  label: string;
  question: string;
  text: string;
}

export const steps: readonly [Step, ...Step[]] = [
  { code: "kind", label: "The business", question: "What do you do?", text: "The nearest one brings services, hours and words to begin with. All of them can be changed." },
  { code: "hours", label: "Hours", question: "When are you open?", text: "The agent tells them, and offers appointments only then." },
  { code: "services", label: "Services", question: "What can callers book?", text: "With how long each takes. Prices and more are in the settings." },
  { code: "greeting", label: "First words", question: "What does the agent say first?", text: "Short is good: people want to say why they call." },
  { code: "test", label: "First call", question: "Hear it yourself", text: "A call in the sandbox: nothing rings anywhere and nothing is charged." },
];

/** The progress after a step was done or skipped; with the last one all is completed, whatever was left out. */
export function after(progress: OnboardingProgress, code: StepCode, how: "done" | "skipped", now: Date): OnboardingProgress {
  const done = progress.done.filter((entry) => entry !== code);
  const skipped = progress.skipped.filter((entry) => entry !== code);
  (how === "done" ? done : skipped).push(code);
  const at = steps.findIndex((step) => step.code === code) + 1;
  const completedAt = at === steps.length ? (progress.completedAt ?? now.toISOString()) : progress.completedAt;
  return { step: Math.min(steps.length, Math.max(progress.step, at + 1)), done, skipped, completedAt };
}

/** What a step is given: how to go on, and what stands at its foot. */
export interface StepProps {
  /** Notes the step as done and goes to the next. */
  onDone: () => void;
  foot: (action: ReactNode) => ReactNode;
}
