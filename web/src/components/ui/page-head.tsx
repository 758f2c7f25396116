import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  /** One sentence about what this page is for. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** The head of a console page: its name, a sentence, and what can be done. */
export function PageHead({ title, children, actions }: Props) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 tabIndex={-1} className="display text-3xl outline-none md:text-[2.125rem]">
          {title}
        </h1>
        {children && <p className="mt-1.5 max-w-2xl text-sm leading-6 text-soft">{children}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
