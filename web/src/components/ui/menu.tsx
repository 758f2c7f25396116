import { Ellipsis } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

/** Everything else that can be done with one thing. It opens where it stands, inside the page's landmarks. */
export function Menu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>
        <Button look="ghost" size="icon" aria-label={label} title={label} className="size-8!">
          <Ellipsis aria-hidden />
        </Button>
      </Radix.Trigger>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={12}
        className="appear z-50 min-w-48 rounded-card border border-line bg-raised p-1 shadow-card"
      >
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

interface ItemProps {
  icon?: ReactNode;
  harm?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, harm = false, disabled = false, onSelect, children }: ItemProps) {
  return (
    <Radix.Item
      disabled={disabled}
      onSelect={onSelect}
      className={cn(
        "flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none select-none data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:text-faint",
        harm ? "text-harm-text data-[highlighted]:bg-harm-soft" : "data-[highlighted]:bg-sunken",
      )}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

export const MenuRule = () => <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
