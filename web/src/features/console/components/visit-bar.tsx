import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { people, take } from "@/api";
import { Button } from "@/components/ui/button";
import { timeOfDay } from "@/lib/format";
import { sayProblem } from "@/lib/operator";

/** Says to whoever looks after the installation that they are in somebody else's house, and leads out of it. */
export function VisitBar({ name, until }: { name: string; until: string }) {
  const leave = useMutation({ mutationFn: () => take(people.POST("/api/admin/leave")) });
  return (
    <section aria-label="Your visit" className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-accent-line bg-accent-soft px-5 py-3 text-sm">
      <Eye aria-hidden className="size-4 shrink-0 text-accent-text" />
      <p className="min-w-0 flex-1 basis-56">
        You look into <strong className="font-semibold">{name}</strong> until {timeOfDay(until)}, on record there. You can change nothing.
      </p>
      <Button
        size="sm"
        pending={leave.isPending}
        onClick={() => leave.mutate(undefined, { onSuccess: () => window.location.assign("/console/admin"), onError: sayProblem })}
      >
        End the visit
      </Button>
    </section>
  );
}
