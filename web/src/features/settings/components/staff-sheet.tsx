import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type Hours, type Staff } from "@/api";
import { WeekEditor } from "@/components/operator/week-editor";
import { Button } from "@/components/ui/button";
import { Tick } from "@/components/ui/choice";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
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
  const problem = save.error ? asProblem(save.error) : null;
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
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      wide={values.schedule !== null}
      title={person ? person.name : "Add somebody"}
      description="Who does what is offered, so that nobody is booked twice."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" form="staff-form" pending={save.isPending}>
            {person ? "Save" : "Add"}
          </Button>
        </>
      }
    >
      <form
        id="staff-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) send();
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
        <DraftInput draft={draft} field="email" label="E-mail" help="May be empty." type="email" autoComplete="off" />
        <DraftInput draft={draft} field="phone" label="Phone" help="May be empty; calls can be put through to it." type="tel" inputMode="tel" autoComplete="off" />
        {services && services.items.length > 0 && (
          <fieldset>
            <legend className="mb-2 text-sm font-medium">What they do</legend>
            <div className="space-y-2">
              {services.items.map((service) => (
                <Tick
                  key={service.id}
                  id={`staff-service-${service.id}`}
                  checked={values.services.includes(service.id)}
                  onChange={(event) =>
                    draft.set("services", event.target.checked ? [...values.services, service.id] : values.services.filter((id) => id !== service.id))
                  }
                >
                  {service.name}
                </Tick>
              ))}
            </div>
          </fieldset>
        )}
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
      </form>
    </Sheet>
  );
}
