import type { CSSProperties, ReactNode } from "react";
import type { Content } from "@/api";
import { cn } from "@/lib/cn";
import { variables } from "@/lib/palette";

const schemes = { auto: undefined, light: "light", dark: "dark" } as const;

/** A piece of the public page in its own colours, in the middle of the console. */
export function Themed({ theme, className, children }: { theme: Content["theme"]; className?: string; children: ReactNode }) {
  const style: CSSProperties & Record<`--${string}`, string> = { ...variables(theme.look, theme.accent) };
  const scheme = schemes[theme.mode];
  if (scheme) style.colorScheme = scheme;
  return (
    <div className={cn("bg-page text-text", className)} style={style}>
      {children}
    </div>
  );
}
