import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import type { Hours, Staff } from "@/api";
import { WeekEditor } from "@/components/operator/week-editor";
import { DraftInput } from "@/components/ui/draft-field";
import { FormSheet } from "@/components/ui/form-sheet";
import { Switch } from "@/components/ui/switch";
import { TickList } from "@/components/ui/tick-list";
import { wrongSchedule } from "@/lib/hours";
import { useDraft, type Errors } from "@/lib/use-draft";
import { scheduleQuery, servicesQuery } from "@/lib/business";
import { useSaveStaff } from "../api/services";

interface Values {
  name: string;
  email: string;
  phone: string;
  services: string[];
  schedule: Hours | null;
  active: boolean;
}

function check({ name, email, phone, schedule }: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  if (name.trim() === "") errors.name = "Enter the name.";
  if (email.trim() !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) errors.email = "Enter a whole mail address, or none.";
  if (phone.trim() !== "" && !/^\+[1-9]\d{6,14}$/.test(phone.replaceAll(/[\s()-]/g, ""))) errors.phone = "Enter it with its country, such as +1 555 0100.";
  if (schedule && Object.keys(wrongSchedule(schedule)).length > 0) errors.schedule = "Look at the hours below.";
  return errors;
}

/** Changes somebody of the staff, or adds them when none is given. */
export function StaffSheet({ person, onClose }: { person?: Staff; onClose: () => void }) {
  const save = useSaveStaff(person?.id ?? null);
  const { data: services } = useQuery(servicesQuery);
  const { data: usual } = useQuery(scheduleQuery);
  const [tried, setTried] = useState(false);
  const draft = useDraft<Values>({
    prefix: "staff",
    initial: {
      name: person?.name ?? "",
      email: person?.email ?? "",
      phone: person?.phone ?? "",
      services: person?.services ?? [],
      schedule: person?.schedule ?? null,
      active: person?.active ?? true,
    },
    check,
    error: save.error,
  });
  const { values } = draft;
  const send = () => {
    setTried(true);
    draft.submit(({ name, email, phone, ...rest }) =>
      save.mutate(
        { name: name.trim(), email: email.trim(), phone: phone.replaceAll(/[\s()-]/g, ""), ...rest },
        {
          onSuccess: () => {
            toast.success(person ? `${name.trim()} is changed.` : `${name.trim()} is added.`);
            onClose();
          },
        },
      ),
    );
  };
  return (
    <FormSheet
      id="staff-form"
      wide={values.schedule !== null}
      title={person ? person.name : "Add somebody"}
      description="Who does what is offered, so that nobody is booked twice."
      error={save.error}
      pending={save.isPending}
      send={person ? "Save" : "Add"}
      onClose={onClose}
      onSend={send}
    >
      <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
      <DraftInput draft={draft} field="email" label="E-mail" help="May be empty." type="email" autoComplete="off" />
      <DraftInput draft={draft} field="phone" label="Phone" help="May be empty; calls can be put through to it." type="tel" inputMode="tel" autoComplete="off" />
      {services && <TickList id="staff-service" legend="What they do" items={services.items} chosen={values.services} onChange={(chosen) => draft.set("services", chosen)} />}
      <Switch
        id="staff-own-hours"
        label="Hours of their own"
        help="Otherwise those of the business."
        checked={values.schedule !== null}
        onChange={(own) => draft.set("schedule", own && usual ? { week: usual.week, special: [] } : null)}
      />
      {values.schedule && (
        <WeekEditor
          week={values.schedule.week}
          wrong={tried ? wrongSchedule(values.schedule) : {}}
          onChange={(week) => values.schedule && draft.set("schedule", { ...values.schedule, week })}
        />
      )}
      <Switch id="staff-active" label="Works here" help="Who does not is not booked; what is booked already stays." checked={values.active} onChange={(active) => draft.set("active", active)} />
    </FormSheet>
  );
}
