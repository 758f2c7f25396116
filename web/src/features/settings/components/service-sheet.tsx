import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import type { Service, ServiceForm } from "@/api";
import { DraftInput, DraftText } from "@/components/ui/draft-field";
import { FormSheet } from "@/components/ui/form-sheet";
import { Switch } from "@/components/ui/switch";
import { TickList } from "@/components/ui/tick-list";
import { fromMinor, toMinor } from "@/lib/money-input";
import { useDraft, wholeNumber, type Errors } from "@/lib/use-draft";
import { staffQuery, useSaveService } from "../api/services";

interface Values {
  name: string;
  category: string;
  description: string;
  duration: string;
  buffer: string;
  price: string;
  staff: string[];
  active: boolean;
}

interface Props {
  service?: Service;
  categories: readonly string[];
  currency: string;
  position: number;
  onClose: () => void;
}

/** Changes a service, or adds one when none is given. */
export function ServiceSheet({ service, categories, currency, position, onClose }: Props) {
  const save = useSaveService(service?.id ?? null);
  const { data: staff } = useQuery(staffQuery);
  const draft = useDraft<Values>({
    prefix: "service",
    initial: {
      name: service?.name ?? "",
      category: service?.category ?? "",
      description: service?.description ?? "",
      duration: String(service?.durationMinutes ?? 30),
      buffer: String(service?.bufferMinutes ?? 0),
      price: fromMinor(service?.priceMinor ?? 0, currency),
      staff: service?.staff ?? [],
      active: service?.active ?? true,
    },
    check: (values) => {
      const errors: Errors<Values> = {};
      if (values.name.trim() === "") errors.name = "Give it the name that callers say.";
      const duration = wholeNumber(values.duration, 5, 1_440);
      if (duration) errors.duration = duration;
      const buffer = wholeNumber(values.buffer, 0, 480);
      if (buffer) errors.buffer = buffer;
      if (toMinor(values.price, currency) === null) errors.price = `Enter an amount in ${currency}.`;
      return errors;
    },
    error: save.error,
    names: { durationMinutes: "duration", bufferMinutes: "buffer", priceMinor: "price" },
  });
  const { values } = draft;
  const send = () =>
    draft.submit(({ name, category, description, duration, buffer, price, staff: who, active }) => {
      const body: ServiceForm = {
        name: name.trim(),
        category: category.trim(),
        description: description.trim(),
        durationMinutes: Number(duration),
        bufferMinutes: Number(buffer),
        priceMinor: toMinor(price, currency) ?? 0,
        staff: who,
        active,
        position,
      };
      save.mutate(body, {
        onSuccess: () => {
          toast.success(service ? `${name.trim()} is changed.` : `${name.trim()} is added.`);
          onClose();
        },
      });
    });
  return (
    <FormSheet
      id="service-form"
      title={service ? service.name : "Add a service"}
      description="What callers can ask for, in their words."
      error={save.error}
      pending={save.isPending}
      send={service ? "Save" : "Add the service"}
      onClose={onClose}
      onSend={send}
    >
      <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
      <DraftInput draft={draft} field="category" label="Category" help="Services of one category stand together." list="service-categories" maxLength={60} autoComplete="off" />
      <datalist id="service-categories">
        {categories.map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
      <DraftText draft={draft} field="description" label="Description" help="What the agent says when somebody asks." maxLength={500} />
      <div className="grid grid-cols-2 gap-4">
        <DraftInput draft={draft} field="duration" label="Minutes" inputMode="numeric" autoComplete="off" />
        <DraftInput draft={draft} field="buffer" label="Pause after" help="Minutes until the next" inputMode="numeric" autoComplete="off" />
      </div>
      <DraftInput draft={draft} field="price" label={`Price in ${currency}`} help="0 where the price is told on the spot." inputMode="decimal" autoComplete="off" />
      {staff && <TickList id="service-staff" legend="Who does it" items={staff.items} chosen={values.staff} onChange={(chosen) => draft.set("staff", chosen)} />}
      <Switch id="service-active" label="Offered" help="One that is not offered is not booked, and keeps its place here." checked={values.active} onChange={(active) => draft.set("active", active)} />
    </FormSheet>
  );
}
