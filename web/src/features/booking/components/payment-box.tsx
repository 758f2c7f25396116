import { Bitcoin, CircleCheck, CreditCard, LoaderCircle } from "lucide-react";
import { useState } from "react";
import { asProblem, sentence, type Booking, type PaymentElement, type PaymentMethod, type Theme } from "@/api";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Notice } from "@/components/ui/notice";
import { hasEnded } from "@/lib/booking-words";
import { money } from "@/lib/format";
import { inOrder, methodWords } from "@/lib/payment-methods";
import { say } from "@/lib/toast";
import { CardForm } from "../card/card-form";
import { disputeWords, paymentFailureWords, refundWords } from "../words";

interface Props {
  booking: Booking;
  theme: Theme | undefined;
  /** The visitor says that they have paid and the vendor is being asked. */
  checking: boolean;
  /** They have just come back from the payment page and are done there. */
  returned: boolean;
  opening: boolean;
  onPay: (method: "checkout" | "crypto") => Promise<{ checkoutUrl: string }>;
  onCardForm: () => Promise<PaymentElement>;
  onTry: () => void;
  onPaid: () => Promise<unknown>;
}

/** Everything about the money of a booking: paying, paying again, and what came back. */
export function PaymentBox(props: Props) {
  const { booking, checking } = props;
  const { payment } = booking;
  if (!payment) return null;
  const back = refundWords(payment, booking.email);
  const dispute = disputeWords(payment);
  const unpaid = payment.state === "pending" || payment.state === "failed" || payment.state === "expired";
  if (hasEnded(booking.state) && back.length === 0 && !dispute) return null;
  return (
    <section aria-labelledby="payment-title" className="rounded-panel border border-line bg-surface p-6 text-left">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="payment-title" className="font-semibold">
          Payment
        </h2>
        <p className="figures font-semibold">{money(payment.amountMinor, payment.currency)}</p>
      </div>
      {payment.state === "paid" && !dispute && back.length === 0 && (
        <p className="mt-3 flex items-center gap-2 text-sm text-live-text">
          <CircleCheck aria-hidden className="size-5 shrink-0" /> Paid. Nothing more to do.
        </p>
      )}
      {back.length > 0 && (
        <ul className="mt-3 space-y-2 text-sm leading-6 text-soft">
          {back.map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ul>
      )}
      {dispute && <p className="mt-3 text-sm leading-6 text-soft">{dispute}</p>}
      {unpaid &&
        !hasEnded(booking.state) &&
        (checking ? (
          <p role="status" className="mt-3 flex items-center gap-2 text-sm text-soft">
            <LoaderCircle aria-hidden className="size-4 animate-spin" /> Asking the payment service for your payment.
          </p>
        ) : (
          <Paying {...props} />
        ))}
    </section>
  );
}

/** One way to pay at a time, and the others behind a press. */
function Paying({ booking, theme, returned, opening, onPay, onCardForm, onTry, onPaid }: Props) {
  const [picked, setPicked] = useState<PaymentMethod | null>(null);
  const [choosing, setChoosing] = useState(false);
  const { payment } = booking;
  if (!payment) return null;
  const methods = inOrder(payment.methods);
  const method = [picked, payment.method].find((one) => one !== null && methods.includes(one)) ?? methods[0];
  const failed = payment.state === "failed" || payment.state === "expired";

  const leave = async (by: "checkout" | "crypto") => {
    try {
      const { checkoutUrl } = await onPay(by);
      if (/^https?:\/\//.test(checkoutUrl)) window.location.assign(checkoutUrl);
    } catch (error) {
      say("bad", sentence(asProblem(error)));
    }
  };

  if (method === undefined) {
    return <p className="mt-2 text-sm leading-6 text-soft">This booking cannot be paid at the moment. Please look in again later.</p>;
  }
  return (
    <>
      {failed && method !== "element" ? (
        <Notice tone="harm" title={paymentFailureWords(payment.failureCode)} className="mt-4">
          Nothing was charged.
        </Notice>
      ) : (
        !failed && (
          <p className="mt-2 text-sm leading-6 text-soft">
            {returned
              ? "The payment service has not confirmed your payment yet. This page changes by itself as soon as it does. Pay again only if you did not finish."
              : "Not paid yet. Your booking is kept meanwhile."}
          </p>
        )
      )}
      {method === "element" ? (
        theme && (
          <CardForm
            booking={booking}
            theme={theme}
            failure={failed ? paymentFailureWords(payment.failureCode) : null}
            open={onCardForm}
            onTry={onTry}
            onPaid={onPaid}
          />
        )
      ) : (
        <Button
          look={returned && !failed ? "plain" : "primary"}
          size="lg"
          className="mt-4 w-full"
          pending={opening}
          onClick={() => void leave(method)}
        >
          {method === "crypto" ? <Bitcoin aria-hidden /> : <CreditCard aria-hidden />}
          {failed && method === "checkout" ? "Try the payment again" : methodWords[method].go}
        </Button>
      )}
      {methods.length > 1 &&
        (choosing ? (
          <fieldset className="appear mt-5 border-t border-line pt-4">
            <legend className="sr-only">Way to pay</legend>
            <div className="grid gap-2">
              {methods.map((one) => (
                <Choice
                  key={one}
                  name="pay-by"
                  value={one}
                  checked={one === method}
                  title={methodWords[one].label}
                  text={methodWords[one].text}
                  onChange={() => setPicked(one)}
                />
              ))}
            </div>
          </fieldset>
        ) : (
          <Button look="ghost" className="mt-2 w-full" onClick={() => setChoosing(true)}>
            Pay another way
          </Button>
        ))}
    </>
  );
}
