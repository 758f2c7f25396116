import { SendHorizontal } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";

/** As many characters as the server takes in one message. */
const LONGEST = 1_000;

/** Writes to the agent in place of speaking. */
export function WritingLine({ onWrite }: { onWrite: (words: string) => void }) {
  const [words, setWords] = useState("");
  const send = () => {
    if (words.trim() === "") return;
    onWrite(words.trim());
    setWords("");
  };
  return (
    <form
      className="mt-4 flex gap-2 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Input
        aria-label="Write in place of speaking"
        placeholder="Or write what you would say"
        autoComplete="off"
        enterKeyHint="send"
        maxLength={LONGEST}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Button type="submit" size="lg" className="h-11 px-4!" aria-label="Send" disabled={words.trim() === ""}>
        <SendHorizontal aria-hidden />
      </Button>
    </form>
  );
}
