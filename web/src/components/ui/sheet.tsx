import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  side?: "right" | "left";
  wide?: boolean;
  children: ReactNode;
  /** Stays in sight at the bottom while the rest scrolls. */
  footer?: ReactNode;
}

/** A sheet that slides in from the side, above the page that it belongs to. */
export function Sheet({ open, onOpenChange, title, description, side = "right", wide = false, children, footer }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-[#0b0e14]/45 backdrop-blur-[2px]" />
        <Radix.Content
          className={cn(
            "appear fixed inset-y-0 z-50 flex w-full flex-col border-line bg-raised text-text shadow-card outline-none",
            side === "right" ? "right-0 sm:border-l" : "left-0 max-w-[18rem] border-r",
            side === "right" && (wide ? "sm:max-w-2xl" : "sm:max-w-md"),
          )}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start justify-between gap-4 border-b border-line px-6 py-4">
            <div className="min-w-0">
              <Radix.Title className="display text-2xl wrap-anywhere">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-sm leading-6 text-soft">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button look="ghost" size="icon" aria-label="Close" className="-mr-2">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </div>
          <div className="min-h-0 grow overflow-y-auto overscroll-contain px-6 py-5">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
