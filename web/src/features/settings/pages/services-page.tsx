import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Service } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { RowsSkeleton } from "@/components/ui/table";
import { duration, money } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { businessQuery, servicesQuery } from "@/lib/business";
import { useDropService, useRestoreService } from "../api/services";
import { ServiceSheet } from "../components/service-sheet";
import { SettingsHead } from "../components/settings-head";

export function ServicesPage() {
  useTitle("Services · Ringwright");
  const { data, error, refetch } = useQuery(servicesQuery);
  const { data: business } = useQuery(businessQuery);
  const [editing, setEditing] = useState<Service | "new" | null>(null);
  const mayChange = useMay("services.write");
  // Here and not in the row: the row is gone before the answer comes.
  const drop = useDropService();
  const restore = useRestoreService();
  const remove = (service: Service) =>
    drop.mutate(service.id, {
      onSuccess: () =>
        toast.success(`${service.name} is no longer offered.`, {
          action: { label: "Undo", onClick: () => restore.mutate(service.id, { onError: sayProblem }) },
        }),
      onError: sayProblem,
    });
  const items = [...(data?.items ?? [])].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
  const categories = [...new Set(items.map((service) => service.category))];
  return (
    <>
      <SettingsHead
        actions={
          mayChange && (
            <Button look="primary" onClick={() => setEditing("new")}>
              <Plus aria-hidden />
              Add a service
            </Button>
          )
        }
      />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          <RowsSkeleton label="Loading the services" rows={4} />
        </div>
      )}
      {data && items.length === 0 && (
        <div className="rounded-2xl border border-dashed border-line-strong/60">
          <Empty title="Nothing is offered yet">Add what callers can book, with how long it takes and what it costs.</Empty>
        </div>
      )}
      <div className="space-y-6">
        {categories.map((category) => (
          <section key={category} aria-labelledby={`category-${category}`}>
            <h2 id={`category-${category}`} className="mb-2 font-semibold">
              {category || "Services"}
            </h2>
            <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
              {items
                .filter((service) => service.category === category)
                .map((service) => (
                  <Row key={service.id} service={service} mayChange={mayChange} onEdit={() => setEditing(service)} onRemove={() => remove(service)} />
                ))}
            </ul>
          </section>
        ))}
      </div>
      {editing && (
        <ServiceSheet
          {...(editing === "new" ? {} : { service: editing })}
          categories={categories.filter(Boolean)}
          currency={editing === "new" ? (business?.currency ?? "USD") : editing.currency}
          position={editing === "new" ? items.length : editing.position}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

function Row({ service, mayChange, onEdit, onRemove }: { service: Service; mayChange: boolean; onEdit: () => void; onRemove: () => void }) {
  return (
    <li className="appear flex items-center gap-4 px-5 py-3">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {service.name} {!service.active && <Badge tone="quiet">Not offered</Badge>}
        </p>
        <p className="truncate text-[0.8125rem] text-faint">
          {duration(service.durationMinutes * 60)}
          {service.bufferMinutes > 0 && `, ${service.bufferMinutes} min after`}
          {service.description && ` · ${service.description}`}
        </p>
      </div>
      <p className="figures text-sm font-semibold whitespace-nowrap">{service.priceMinor === 0 ? "on request" : money(service.priceMinor, service.currency)}</p>
      {mayChange && (
        <div className="flex shrink-0">
          <Button look="ghost" size="icon" aria-label={`Change ${service.name}`} onClick={onEdit}>
            <Pencil aria-hidden />
          </Button>
          <Button look="ghost" size="icon" aria-label={`Take ${service.name} away`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        </div>
      )}
    </li>
  );
}
