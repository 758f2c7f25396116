import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, UserMinus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Staff } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { RowsSkeleton } from "@/components/ui/table";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { servicesQuery } from "@/lib/business";
import { staffQuery, useDropStaff } from "../api/services";
import { SettingsHead } from "../components/settings-head";
import { StaffSheet } from "../components/staff-sheet";

export function StaffPage() {
  useTitle("Staff · Ringwright");
  const { data, error, refetch } = useQuery(staffQuery);
  const { data: services } = useQuery(servicesQuery);
  const [editing, setEditing] = useState<Staff | "new" | null>(null);
  const [leaving, setLeaving] = useState<Staff | null>(null);
  const mayChange = useMay("services.write");
  const names = new Map((services?.items ?? []).map((service) => [service.id, service.name]));
  return (
    <>
      <SettingsHead
        actions={
          mayChange && (
            <Button look="primary" onClick={() => setEditing("new")}>
              <Plus aria-hidden />
              Add somebody
            </Button>
          )
        }
      />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the staff" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="Nobody is listed">Without staff the business is booked as one. Add those who have hours or services of their own.</Empty>
          ) : (
            <ul aria-label="Staff" className="divide-y divide-line">
              {data.items.map((person) => (
                <li key={person.id} className="flex items-center gap-4 px-5 py-3">
                  <div className="min-w-0 grow">
                    <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                      {person.name} {!person.active && <Badge tone="quiet">Not here</Badge>}
                    </p>
                    <p className="truncate text-[0.8125rem] text-faint">
                      {person.services.map((id) => names.get(id) ?? "").filter(Boolean).join(", ") || "No services yet"}
                      {person.schedule && " · hours of their own"}
                    </p>
                  </div>
                  {mayChange && (
                    <div className="flex shrink-0">
                      <Button look="ghost" size="icon" aria-label={`Change ${person.name}`} onClick={() => setEditing(person)}>
                        <Pencil aria-hidden />
                      </Button>
                      <Button look="ghost" size="icon" aria-label={`Remove ${person.name}`} onClick={() => setLeaving(person)}>
                        <UserMinus aria-hidden />
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {editing && <StaffSheet {...(editing === "new" ? {} : { person: editing })} onClose={() => setEditing(null)} />}
      {leaving && <Remove person={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

function Remove({ person, onClose }: { person: Staff; onClose: () => void }) {
  const drop = useDropStaff();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${person.name}?`}
      confirm="Remove"
      keep="Keep"
      pending={drop.isPending}
      onConfirm={() =>
        drop.mutate(person.id, {
          onSuccess: () => toast.success(`${person.name} is removed.`),
          onError: sayProblem,
          onSettled: onClose,
        })
      }
    >
      {person.name} is no longer booked. What is booked with them already stays.
    </Confirm>
  );
}
