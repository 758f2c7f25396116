import { useMutation, useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type Booking, type PaymentElement, type Theme } from "@/api";
import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { money } from "@/lib/format";
import { palette } from "@/lib/palette";
import { useDark } from "@/lib/theme";
import { loadCardService, type Appearance, type CardElements, type CardService } from "./stripe";
import { cardWords } from "./words";

interface Props {
  booking: Booking;
  theme: Theme;
  /** Why the last try failed, as the server knows it. */
  failure: string | null;
  /** Makes the payment ready at the payment service. */
  open: () => Promise<PaymentElement>;
  /** The visitor pays now. The server may know of it before this form does, and the form then goes. */
  onTry: () => void;
  /** The card was taken; the server is to look for itself. */
  onPaid: () => Promise<unknown>;
}

function appearanceOf(theme: Theme, dark: boolean): Appearance {
  const colours = palette(theme.look, theme.accent, dark);
  return {
    theme: dark ? "night" : "stripe",
    variables: {
      colorPrimary: colours.accentText,
      colorBackground: colours.surface,
      colorText: colours.text,
      colorTextSecondary: colours.textSoft,
      colorDanger: dark ? "#f79489" : "#a62c23",
      fontFamily: "Inter, system-ui, sans-serif",
      borderRadius: theme.look === "plain" ? "6px" : "10px",
    },
  };
}

/** The payment service's card form on our own page; the card's figures never touch our server. */
export function CardForm({ booking, theme, failure, open, onTry, onPaid }: Props) {
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<{ service: CardService; elements: CardElements } | null>(null);
  const [broken, setBroken] = useState(false);
  const [ready, setReady] = useState(false);

  const { data, error, refetch } = useQuery({
    queryKey: ["card-form", booking.id],
    queryFn: async () => {
      const opened = await open();
      return { opened, make: await loadCardService(opened.scriptUrl) };
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });

  // The form is made once; a change of colours is told to it below.
  const colours = useRef(appearanceOf(theme, dark));
  useEffect(() => {
    if (!data || !place.current) return;
    const service = data.make(data.opened.publishableKey);
    const elements = service.elements({ clientSecret: data.opened.clientSecret, appearance: colours.current, loader: "auto" });
    const element = elements.create("payment", { layout: "tabs" });
    element.on("ready", () => setReady(true));
    element.on("loaderror", () => setBroken(true));
    element.mount(place.current);
    setMade({ service, elements });
    return () => {
      element.destroy();
      setMade(null);
      setReady(false);
      setBroken(false);
    };
  }, [data]);

  useEffect(() => {
    colours.current = appearanceOf(theme, dark);
    made?.elements.update({ appearance: colours.current });
  }, [made, theme, dark]);

  const pay = useMutation({
    mutationFn: async (): Promise<string | null> => {
      if (!made || !data) return null;
      const { error: unfinished } = await made.elements.submit();
      if (unfinished) return cardWords(unfinished);
      onTry();
      const { error: refused } = await made.service.confirmPayment({
        elements: made.elements,
        clientSecret: data.opened.clientSecret,
        confirmParams: { return_url: data.opened.returnUrl },
        redirect: "if_required",
      });
      if (refused) return cardWords(refused);
      await onPaid();
      return null;
    },
  });

  // What the service has just said, and not the same again from the server; nothing while it is tried anew.
  const wrong = pay.isPending ? null : (pay.data ?? failure);

  if (error || broken) {
    return (
      <div className="mt-4">
        {error && "status" in error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Notice tone="harm" title="The card form could not be loaded.">
            <p>Nothing was charged. Check your connection, or pay another way.</p>
            <Button size="sm" className="mt-3" onClick={() => void refetch()}>
              Try again
            </Button>
          </Notice>
        )}
      </div>
    );
  }
  return (
    <form
      aria-label="Pay by card"
      noValidate
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pay.isPending && ready) pay.mutate();
      }}
    >
      {!ready && (
        <div role="status" aria-label="The card form is on its way" className="space-y-3">
          <Skeleton className="h-11 rounded-card" />
          <Skeleton className="h-11 rounded-card" />
        </div>
      )}
      <div ref={place} className={ready ? "" : "absolute opacity-0"} />
      {wrong && (
        <Notice tone="harm" title={wrong} className="appear mt-4">
          Nothing was charged.
        </Notice>
      )}
      {pay.error && <ProblemNotice error={pay.error} className="mt-4" />}
      <Button type="submit" look="primary" size="lg" className="mt-5 w-full" pending={pay.isPending} disabled={!ready}>
        {pay.isPending ? "One moment" : `Pay ${money(booking.payment?.amountMinor ?? 0, booking.payment?.currency ?? "USD")}`}
      </Button>
      <p className="mt-3 flex items-center justify-center gap-1.5 text-[0.8125rem] text-faint">
        <Lock aria-hidden className="size-3.5" /> Your card goes straight to the payment service.
      </p>
    </form>
  );
}
