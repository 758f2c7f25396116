import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiProblem } from "@/api";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { useTitle } from "@/lib/use-title";

function Plain({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  useTitle(title);
  return (
    <main id="main" tabIndex={-1} className="shell flex min-h-dvh max-w-xl flex-col items-center justify-center py-16 text-center outline-none">
      <BellMark className="h-12" />
      <h1 className="display mt-8 text-4xl md:text-5xl">{title}</h1>
      <div className="mt-4 max-w-md leading-7 text-soft">{children}</div>
      <div className="mt-8 flex flex-wrap justify-center gap-3">{action}</div>
    </main>
  );
}

export function LostPage() {
  return (
    <Plain
      title="Nobody answers here"
      action={
        <Button asChild look="primary" size="lg">
          <a href="/">Go to the home page</a>
        </Button>
      }
    >
      There is no page at this address. The link may be old, or a letter of it got lost.
    </Plain>
  );
}

export function CrashPage({ error, reset }: Pick<ErrorComponentProps, "error" | "reset">) {
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <Plain
      title="The line went dead"
      action={
        <>
          <Button
            look="primary"
            size="lg"
            onClick={() => {
              reset();
              window.location.reload();
            }}
          >
            Reload the page
          </Button>
          <Button asChild size="lg">
            <a href="/">Home page</a>
          </Button>
        </>
      }
    >
      <p>
        {problem
          ? `${problem.detail} ${problem.remedy}`
          : "This page ran into an error that it cannot mend by itself. Bookings and calls are not affected."}
      </p>
      {problem?.requestId && <p className="mt-2 text-sm text-faint">Request {problem.requestId}</p>}
    </Plain>
  );
}
