import { lazy, Suspense, useEffect, useState } from "react";
import type { toast } from "sonner";
import { listenToasts } from "@/lib/toast";

const Toaster = lazy(() => import("./toaster"));

/** Where toasts appear. A visitor to whom nothing is said never loads them; `now` brings them at once. */
export function Toasts({ now }: { now: boolean }) {
  const [wanted, setWanted] = useState(now);
  useEffect(() => {
    let shown: Promise<typeof toast> | undefined;
    return listenToasts(({ tone, text }) => {
      setWanted(true);
      shown ??= import("sonner").then((module) => module.toast);
      void shown.then((toast) => (tone === "good" ? toast.success(text) : toast.error(text)));
    });
  }, []);
  return wanted ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null;
}
