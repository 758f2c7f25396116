import type { ReactNode } from "react";

export function FormPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-6">
      <h3 className="display border-b border-line pb-3 text-2xl">{title}</h3>
      {children}
    </section>
  );
}
