import { CircleCheck, CreditCard, LoaderCircle } from "lucide-react";
import { asProblem, sentence, type Booking } from "@/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { hasEnded } from "@/lib/booking-words";
import { money } from "@/lib/format";
import { say } from "@/lib/toast";
import { paymentFailureWords } from "../words";

interface Props {
  booking: Booking;
  /** The visitor says that they have paid and the vendor is being asked. */
  checking: boolean;
  /** They have just come back from the payment page and are done there. */
  returned: boolean;
  opening: boolean;
  onPay: () => Promise<{ checkoutUrl: string }>;
}

export function PaymentBox({ booking, checking, returned, opening, onPay }: Props) {
  const { payment } = booking;
  if (!payment || hasEnded(booking.state)) return null;
  const amount = money(payment.amountMinor, payment.currency);

  const pay = async () => {
    try {
      const { checkoutUrl } = await onPay();
      if (/^https?:\/\//.test(checkoutUrl)) window.location.assign(checkoutUrl);
    } catch (error) {
      say("bad", sentence(asProblem(error)));
    }
  };

  const failed = payment.state === "failed" || payment.state === "expired";
  return (
    <section aria-labelledby="payment-title" className="rounded-panel border border-line bg-surface p-6 text-left">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="payment-title" className="font-semibold">
          Payment
        </h2>
        <p className="figures font-semibold">{amount}</p>
      </div>
      {payment.state === "paid" && (
        <p className="mt-3 flex items-center gap-2 text-sm text-live-text">
          <CircleCheck aria-hidden className="size-5 shrink-0" /> Paid. Nothing more to do.
        </p>
      )}
      {(payment.state === "refunding" || payment.state === "refunded") && (
        <p className="mt-3 text-sm text-soft">
          {payment.state === "refunded" ? "Refunded to your card." : "The refund is on its way to your card."}
        </p>
      )}
      {payment.state === "pending" && (
        <>
          {checking ? (
            <p role="status" className="mt-3 flex items-center gap-2 text-sm text-soft">
              <LoaderCircle aria-hidden className="size-4 animate-spin" /> Asking the payment service for your payment.
            </p>
          ) : (
            <>
              <p className="mt-2 text-sm leading-6 text-soft">
                {returned
                  ? "The payment service has not confirmed your payment yet. This page changes by itself as soon as it does. Pay again only if you did not finish."
                  : "Not paid yet. Your booking is kept meanwhile."}
              </p>
              <Button look={returned ? "plain" : "primary"} className="mt-4 w-full" pending={opening} onClick={() => void pay()}>
                <CreditCard aria-hidden /> Go to payment
              </Button>
            </>
          )}
        </>
      )}
      {failed && (
        <>
          <Notice tone="harm" title={paymentFailureWords(payment.failureCode)} className="mt-4">
            Nothing was charged.
          </Notice>
          <Button look="primary" className="mt-4 w-full" pending={opening} onClick={() => void pay()}>
            <CreditCard aria-hidden /> Try the payment again
          </Button>
        </>
      )}
    </section>
  );
}
