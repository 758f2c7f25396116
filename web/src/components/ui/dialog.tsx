import { X } from "lucide-react";
import { AlertDialog as Alert, Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

const veil = "fixed inset-0 z-40 bg-[#0b0e14]/50 backdrop-blur-[2px] appear";
const sheet = cn(
  "fixed z-50 max-h-[94dvh] w-full overflow-y-auto overscroll-contain bg-raised text-text shadow-card border border-line appear p-6",
  "inset-x-0 bottom-0 rounded-t-2xl pb-8",
  "sm:inset-auto sm:top-1/2 sm:left-1/2 sm:max-w-md sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:pb-6",
);

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** The element that is ready for typing when the dialog opens. */
  focus?: string;
  children: ReactNode;
}

export function Dialog({ open, onOpenChange, title, description, focus, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={veil} />
        <Radix.Content
          className={sheet}
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            const wanted = focus === undefined ? null : document.getElementById(focus);
            if (!wanted) return;
            event.preventDefault();
            wanted.focus();
          }}
        >
          <Radix.Title className="display pr-10 text-2xl">{title}</Radix.Title>
          {description && <Radix.Description className="mt-2 text-sm leading-6 text-soft">{description}</Radix.Description>}
          <div className="mt-5">{children}</div>
          <Radix.Close asChild>
            <Button look="ghost" size="icon" aria-label="Close" className="absolute top-4 right-4">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, in full. */
  children: ReactNode;
  confirm: string;
  keep: string;
  pending: boolean;
  onConfirm: () => void;
}

/** Asks before something that hurts; stays open until the answer is in. */
export function Confirm({ open, onOpenChange, title, children, confirm, keep, pending, onConfirm }: ConfirmProps) {
  return (
    <Alert.Root open={open} onOpenChange={onOpenChange}>
      <Alert.Portal>
        <Alert.Overlay className={veil} />
        <Alert.Content className={sheet}>
          <Alert.Title className="display text-2xl">{title}</Alert.Title>
          <Alert.Description className="mt-3 text-[0.9375rem] leading-6 text-soft">{children}</Alert.Description>
          <div className="mt-6 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
            <Alert.Cancel asChild>
              <Button>{keep}</Button>
            </Alert.Cancel>
            <Button look="harm" pending={pending} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </Alert.Content>
      </Alert.Portal>
    </Alert.Root>
  );
}
