/** The little of the payment service's script that this page uses. */
export interface CardProblem {
  type?: string;
  code?: string;
  decline_code?: string;
  message?: string;
}

export interface CardElement {
  mount: (place: HTMLElement) => void;
  on: (event: "ready" | "loaderror", listener: (event?: { error?: CardProblem }) => void) => void;
  destroy: () => void;
}

export interface CardElements {
  create: (kind: "payment", options: { layout: "tabs" }) => CardElement;
  update: (options: { appearance: Appearance }) => void;
  submit: () => Promise<{ error?: CardProblem }>;
}

export interface CardService {
  elements: (options: { clientSecret: string; appearance: Appearance; loader: "auto" }) => CardElements;
  confirmPayment: (options: {
    elements: CardElements;
    clientSecret: string;
    confirmParams: { return_url: string };
    redirect: "if_required";
  }) => Promise<{ error?: CardProblem; paymentIntent?: { status: string } }>;
}

export interface Appearance {
  theme: "stripe" | "night";
  variables: Record<string, string>;
}

type Maker = (publishableKey: string) => CardService;

const loading = new Map<string, Promise<Maker>>();

function maker(): Maker | undefined {
  return (window as { Stripe?: Maker }).Stripe;
}

/** Brings the script in, once; one that failed is tried anew the next time. */
export function loadCardService(scriptUrl: string): Promise<Maker> {
  const known = loading.get(scriptUrl);
  if (known) return known;
  const promise = new Promise<Maker>((done, fail) => {
    const script = document.createElement("script");
    const lost = () => {
      loading.delete(scriptUrl);
      script.remove();
      fail(new Error("the card form could not be loaded"));
    };
    script.src = scriptUrl;
    script.async = true;
    script.onerror = lost;
    script.onload = () => {
      const made = maker();
      if (made) done(made);
      else lost();
    };
    document.head.append(script);
  });
  loading.set(scriptUrl, promise);
  return promise;
}
