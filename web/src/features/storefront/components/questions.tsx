import { Plus } from "lucide-react";
import type { Storefront } from "@/api";

export function Questions({ storefront }: { storefront: Storefront }) {
  const entries = [
    { question: "Is it a person who calls?", answer: `No. ${storefront.organisation.name} calls with an artificial voice. You are asked for your consent to that before you book.` },
    {
      question: "When will my phone ring?",
      answer:
        "As soon as a line is free, or at the time you choose. Your waiting page shows your place in the queue and an honest expected wait, and it moves by itself.",
    },
    {
      question: "What if I miss the call?",
      answer:
        "A busy line or a missed call is tried again a few times; your waiting page says when. You can also change the number there while the call still waits.",
    },
    {
      question: "Can I cancel?",
      answer: "Yes, from your waiting page, until the phone rings. Before you confirm, it says what happens to your money.",
    },
    {
      question: "Do I need an app or an account?",
      answer: "No. The call comes to an ordinary phone, and the link to your waiting page is all there is to keep.",
    },
  ];
  return (
    <div className="divide-y divide-line border-y border-line">
      {entries.map(({ question, answer }) => (
        <details key={question} className="group">
          <summary className="flex list-none items-center justify-between gap-4 py-5 text-[1.0625rem] font-medium">
            {question}
            <Plus aria-hidden className="size-5 shrink-0 text-accent-text transition-transform group-open:rotate-45" />
          </summary>
          <p className="max-w-2xl pb-6 leading-7 text-soft">{answer}</p>
        </details>
      ))}
    </div>
  );
}
