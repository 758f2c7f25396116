import type { ReactNode } from "react";
import { asProblem } from "@/api";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Notice } from "./notice";

interface Props {
  title: string;
  description?: ReactNode;
  /** The element that is ready for typing when the dialog opens. */
  focus: string;
  /** What the server said to the last try; what is about one field is said at that field. */
  error: unknown;
  pending: boolean;
  /** The button that leaves everything as it is. */
  keep: string;
  /** The button that does it. */
  send: string;
  look?: "primary" | "harm";
  onClose: () => void;
  onSend: () => void;
  children: ReactNode;
}

/** A question with fields, open until it is answered. */
export function FormDialog({ title, description, focus, error, pending, keep, send, look = "primary", onClose, onSend, children }: Props) {
  const problem = error ? asProblem(error) : null;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={description} focus={focus}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) onSend();
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        {children}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{keep}</Button>
          <Button type="submit" look={look} pending={pending}>
            {send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
