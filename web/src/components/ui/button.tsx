import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const looks = {
  primary:
    "bg-accent text-on-accent border border-accent-edge hover:bg-accent-hover shadow-[0_1px_2px_rgb(18_22_31/0.14)]",
  plain: "bg-surface text-text border border-line hover:border-line-strong hover:bg-sunken",
  ghost: "text-soft hover:text-text hover:bg-sunken",
  harm: "bg-harm-fill text-white hover:brightness-110",
  "harm-quiet": "text-harm-text hover:bg-harm-soft",
} as const;

const sizes = {
  sm: "h-8 px-3 text-[0.8125rem] gap-1.5 rounded-lg",
  md: "h-10 px-4 text-sm gap-2 rounded-card",
  lg: "h-12 px-6 text-base gap-2.5 rounded-card",
  icon: "size-9 rounded-card",
} as const;

interface Props extends ComponentProps<"button"> {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
  /** Shows a spinner and takes no further press. */
  pending?: boolean;
  asChild?: boolean;
}

export function Button({ look = "plain", size = "md", pending = false, asChild, className, children, ...rest }: Props) {
  const style = cn(
    "inline-flex shrink-0 items-center justify-center font-semibold whitespace-nowrap select-none",
    "transition-[background-color,border-color,color,filter] duration-(--quick)",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-75",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    looks[look],
    sizes[size],
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={style} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={style}
      {...rest}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : rest.onClick}
    >
      {pending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
