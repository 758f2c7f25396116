import { Link } from "@tanstack/react-router";
import { Mic, PhoneOutgoing } from "lucide-react";
import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useTestCall } from "../api/onboarding";
import type { StepProps } from "../steps";

/** A first call, placed in the sandbox or held from the browser. */
export function TestStep({ onDone, foot }: StepProps) {
  const call = useTestCall();
  const problem = call.error ? asProblem(call.error) : null;
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2">
        <div className="rounded-card border border-line p-4">
          <p className="text-sm font-medium">Have somebody called</p>
          <p className="mt-1 text-sm leading-6 text-soft">A person of the sandbox answers, talks and hangs up, as a booked call goes.</p>
          <Button size="sm" className="mt-3" pending={call.isPending} onClick={() => call.mutate("")}>
            <PhoneOutgoing aria-hidden />
            Place a test call
          </Button>
        </div>
        <div className="rounded-card border border-line p-4">
          <p className="text-sm font-medium">Talk to it yourself</p>
          <p className="mt-1 text-sm leading-6 text-soft">From this page, with your microphone.</p>
          <Button asChild size="sm" className="mt-3">
            <Link to="/console/voice" search={{}}>
              <Mic aria-hidden />
              Call from here
            </Link>
          </Button>
        </div>
      </div>
      {problem && (
        <Notice tone="harm" title={problem.detail} className="mt-4">
          {problem.remedy}
        </Notice>
      )}
      {call.data && (
        <Notice title="The call is on its way" className="appear mt-4">
          <Link to="/console/bookings/$id" params={{ id: call.data.bookingId }} className="font-medium text-accent-text underline underline-offset-4">
            Follow it
          </Link>
        </Notice>
      )}
      {foot(
        <Button look="primary" onClick={onDone}>
          Finish
        </Button>,
      )}
    </>
  );
}
