import { useState } from "react";
import type { Booking, Payment, Refund } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/notice";
import { Fact, Panel } from "@/components/ui/panel";
import { paymentWords, type Tone } from "@/lib/booking-words";
import { moment, money, words } from "@/lib/format";
import { useMay } from "@/lib/roles";
import { methodWords, refundable } from "../words";
import { GivenDialog } from "./given-dialog";
import { RefundDialog } from "./refund-dialog";

export function PaymentPanel({ booking }: { booking: Booking }) {
  const { payment } = booking;
  const [refunding, setRefunding] = useState(false);
  const [marking, setMarking] = useState<Refund | null>(null);
  const mayAct = useMay("payments.refund");
  if (!payment) {
    return (
      <Panel id="payment-title" title="Payment">
        <p className="text-sm text-faint">None: this plan is free.</p>
      </Panel>
    );
  }
  const state = paymentWords[payment.state];
  const left = refundable(payment);
  return (
    <Panel id="payment-title" title="Payment" aside={<Badge tone={state.tone}>{state.label}</Badge>}>
      <p className="display figures text-3xl">{money(payment.amountMinor, payment.currency)}</p>
      <p className="mt-1 text-[0.8125rem] text-faint">
        {methodWords[payment.method]}
        {payment.refundedMinor > 0 && ` · ${money(payment.refundedMinor, payment.currency)} given back`}
      </p>
      {payment.dispute && <DisputeNotice payment={payment} />}
      {payment.failureCode && payment.state === "failed" && (
        <p className="mt-3 text-sm text-harm-text">Declined: {words(payment.failureCode).toLowerCase()}.</p>
      )}
      {payment.refunds.length > 0 && (
        <ul aria-label="Refunds" className="mt-4 divide-y divide-line border-y border-line">
          {payment.refunds.map((refund) => (
            <RefundRow
              key={refund.id}
              refund={refund}
              payment={payment}
              onMark={mayAct && payment.method === "crypto" && refund.state === "asked" ? () => setMarking(refund) : null}
            />
          ))}
        </ul>
      )}
      <dl className="mt-3">
        {payment.intentRef && <Reference name="Payment ref" value={payment.intentRef} />}
        {payment.checkoutRef && <Reference name="Checkout ref" value={payment.checkoutRef} />}
      </dl>
      {mayAct && left > 0 && (
        <Button size="sm" className="mt-4" onClick={() => setRefunding(true)}>
          Give money back…
        </Button>
      )}
      {refunding && (
        <RefundDialog id={booking.id} name={booking.name} payment={payment} onClose={() => setRefunding(false)} />
      )}
      {marking && (
        <GivenDialog id={booking.id} refund={marking} currency={payment.currency} onClose={() => setMarking(null)} />
      )}
    </Panel>
  );
}

function Reference({ name, value }: { name: string; value: string }) {
  return (
    <Fact name={name}>
      <span className="flex items-center gap-1">
        <span className="truncate font-mono text-xs" title={value}>
          {value}
        </span>
        <CopyButton text={value} label={`Copy the ${name.toLowerCase()}`} className="-my-1.5" />
      </span>
    </Fact>
  );
}

const refundWords: Record<Refund["state"], { label: string; tone: Tone }> = {
  asked: { label: "Asked for", tone: "accent" },
  given: { label: "Given", tone: "quiet" },
  failed: { label: "Refused", tone: "harm" },
};

const askers: Record<NonNullable<Refund["by"]>, string> = {
  operator: "by an operator",
  automatic: "by itself",
  vendor: "in the vendor's dashboard",
};

/** What a person wrote stays as it is; a code of the program becomes words. */
const reasonOf = ({ reason }: Refund): string => (/^[a-z]+(?:_[a-z]+)*$/.test(reason) ? words(reason) : reason || "No reason kept");

function RefundRow({ refund, payment, onMark }: { refund: Refund; payment: Payment; onMark: (() => void) | null }) {
  const byHand = payment.method === "crypto" && refund.state === "asked";
  return (
    <li className="py-2.5 text-sm">
      <div className="flex items-center justify-between gap-3">
        <span className="figures font-medium">{money(refund.minor, payment.currency)}</span>
        <Badge tone={byHand ? "harm" : refundWords[refund.state].tone}>
          {byHand ? "To be sent by hand" : refundWords[refund.state].label}
        </Badge>
      </div>
      <p className="mt-0.5 flex justify-between gap-3 text-[0.8125rem] text-faint">
        <span className="min-w-0 wrap-anywhere">
          {[reasonOf(refund), refund.by && askers[refund.by]].filter(Boolean).join(" · ")}
        </span>
        <time dateTime={refund.at} className="figures whitespace-nowrap">
          {moment(refund.at)}
        </time>
      </p>
      {onMark && (
        <Button size="sm" className="mt-2" onClick={onMark}>
          Mark as sent…
        </Button>
      )}
    </li>
  );
}

function DisputeNotice({ payment }: { payment: Payment }) {
  const { dispute } = payment;
  if (!dispute) return null;
  const sum = money(dispute.minor, payment.currency);
  if (dispute.state === "open") {
    return (
      <Notice tone="harm" title={`Disputed: ${sum}`} className="mt-4">
        {dispute.reason && `The bank says: ${words(dispute.reason).toLowerCase()}. `}
        {dispute.dueBy ? `Answer in the vendor's dashboard by ${moment(dispute.dueBy)}` : "Answer in the vendor's dashboard"}; the
        timeline of this booking is your evidence.
      </Notice>
    );
  }
  return (
    <Notice title={dispute.state === "won" ? `Dispute over ${sum} won` : `Dispute over ${sum} lost`} className="mt-4">
      {dispute.state === "won" ? "The money stays here." : "The bank gave the money back to the caller."}
    </Notice>
  );
}
