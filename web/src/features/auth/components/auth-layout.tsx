import type { ReactNode } from "react";
import { BellMark } from "@/components/ui/brand";
import { ThemeToggle } from "@/components/ui/theme-toggle";

interface Props {
  title: string;
  /** One sentence below the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** Other ways on, below everything. */
  foot?: ReactNode;
}

/** The one column in which people come in. */
export function AuthLayout({ title, lead, children, foot }: Props) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="shell flex h-16 items-center justify-between">
        <a href="/" aria-label="Home page">
          <BellMark />
        </a>
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1} className="shell flex grow items-start justify-center pt-[6vh] pb-20 outline-none">
        <div className="w-full max-w-sm">
          <h1 className="display text-4xl">{title}</h1>
          {lead && <p className="mt-3 leading-6 text-soft">{lead}</p>}
          <div className="mt-8">{children}</div>
          {foot && <div className="mt-8 space-y-2 border-t border-line pt-5 text-sm text-soft">{foot}</div>}
        </div>
      </main>
    </div>
  );
}

export const authLink = "font-medium text-accent-text underline underline-offset-4";
