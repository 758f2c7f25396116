import type { ReactNode } from "react";
import { asProblem } from "@/api";
import { Button } from "./button";
import { Notice } from "./notice";
import { Sheet } from "./sheet";

interface Props {
  /** Of the form, which no other on the page has. */
  id: string;
  title: ReactNode;
  description?: ReactNode;
  wide?: boolean;
  /** What the server said to the last try; what is about one field is said at that field. */
  error: unknown;
  pending: boolean;
  send: string;
  onClose: () => void;
  onSend: () => void;
  children: ReactNode;
}

/** A form in a sheet, open until it is sent or left. */
export function FormSheet({ id, title, description, wide = false, error, pending, send, onClose, onSend, children }: Props) {
  const problem = error ? asProblem(error) : null;
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      wide={wide}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" form={id} pending={pending}>
            {send}
          </Button>
        </>
      }
    >
      <form
        id={id}
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
      </form>
    </Sheet>
  );
}
