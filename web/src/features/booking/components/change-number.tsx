import { useId, useState } from "react";
import { asProblem, type Booking } from "@/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { described, Field } from "@/components/ui/field";
import { emptyPhone, PhoneInput } from "@/components/ui/phone-input";
import { capital } from "@/lib/format";
import { regionOf } from "@/lib/phone";
import { say } from "@/lib/toast";

interface Props {
  booking: Booking;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pending: boolean;
  onChange: (phone: string) => Promise<unknown>;
}

export function ChangeNumber({ booking, open, onOpenChange, pending, onChange }: Props) {
  const id = useId();
  const [value, setValue] = useState(() => emptyPhone(regionOf(booking.phone)));
  const [error, setError] = useState<string>();

  const submit = async () => {
    if (pending) return;
    if (value.e164 === null) {
      setError(
        value.typed.trim() === "" ? "Enter the number we should call." : "This number is not complete. Check the country and the digits.",
      );
      document.getElementById(id)?.focus();
      return;
    }
    try {
      await onChange(value.e164);
      say("good", "The number is changed.");
      onOpenChange(false);
    } catch (failure) {
      const problem = asProblem(failure);
      setError(capital(problem.errors[0]?.message ?? problem.detail));
      document.getElementById(id)?.focus();
    }
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change the number"
      focus={id}
      description="Your place in the queue stays yours."
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field id={id} label="New phone number" error={error} help="The number that will ring instead.">
          <PhoneInput
            {...described(id, error)}
            value={value}
            onChange={(next) => {
              setValue(next);
              if (error && next.e164 !== null) setError(undefined);
            }}
          />
        </Field>
        <Button type="submit" look="primary" className="mt-5 w-full" pending={pending}>
          Change the number
        </Button>
      </form>
    </Dialog>
  );
}
