export type ToastTone = "good" | "bad";

interface Word {
  tone: ToastTone;
  text: string;
}

type Listener = (word: Word) => void;

let listener: Listener | null = null;
const unheard: Word[] = [];

/** Says something in passing. What is said before anybody listens is kept for them. */
export function say(tone: ToastTone, text: string): void {
  if (listener) listener({ tone, text });
  else unheard.push({ tone, text });
}

/** Takes over what is said from now on, and what nobody has heard yet; one listener at a time. */
export function listenToasts(next: Listener): () => void {
  listener = next;
  for (const word of unheard.splice(0)) next(word);
  return () => {
    if (listener === next) listener = null;
  };
}
