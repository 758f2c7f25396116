import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { inputStyle } from "./field";

interface Props extends Omit<ComponentProps<"select">, "size"> {
  size?: "sm" | "md";
}

/** The system's own list, in the clothes of the other fields. */
export function Select({ size = "md", className, children, ...rest }: Props) {
  return (
    <span className={cn("relative inline-flex", className)}>
      <select
        className={cn(inputStyle, "appearance-none truncate pr-9!", size === "sm" ? "h-9 rounded-lg! px-3! text-sm!" : "h-11")}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-faint" />
    </span>
  );
}
