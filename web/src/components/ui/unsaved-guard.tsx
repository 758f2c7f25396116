import { useBlocker } from "@tanstack/react-router";
import { Confirm } from "./dialog";

/** Asks before a page with changes that are not saved is left. */
export function UnsavedGuard({ dirty, what }: { dirty: boolean; what: string }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <Confirm
      open={status === "blocked"}
      onOpenChange={(open) => {
        if (!open) reset?.();
      }}
      title="Leave without saving?"
      confirm="Leave without saving"
      keep="Stay here"
      pending={false}
      onConfirm={() => proceed?.()}
    >
      {what} has changes that are not saved. They are lost when you leave.
    </Confirm>
  );
}
