// An imitation of Stripe.js: what a page needs to take a card with the Payment Element. The card's fields live in a
// frame of this script's origin; the page never sees what is typed there.
(() => {
  "use strict";
  if (window.Stripe) return;

  const BASE = new URL(".", document.currentScript.src);
  const ORIGIN = BASE.origin;
  const API = new URL("/stripe/v1/", ORIGIN);
  const LOST =
    "We are experiencing issues connecting to our payments provider. You have not been charged. Please check your internet connection and try again.";

  class IntegrationError extends Error {
    constructor(message) {
      super(message);
      this.name = "IntegrationError";
    }
  }

  function parts(clientSecret) {
    const found = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/.exec(clientSecret ?? "");
    if (!found) throw new IntegrationError("Invalid value for clientSecret: it should be of the form ${id}_secret_${secret}.");
    return { id: found[1], clientSecret };
  }

  const lost = () => ({ error: { type: "api_connection_error", message: LOST } });

  async function retrieve(key, clientSecret) {
    const { id } = parts(clientSecret);
    const url = new URL(`payment_intents/${id}`, API);
    url.search = new URLSearchParams({ key, client_secret: clientSecret });
    try {
      const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
      const body = await answer.json();
      return answer.ok ? { paymentIntent: body } : { error: body.error };
    } catch {
      return lost();
    }
  }

  // A frame of the vendor's, and messages to and from it. Only what comes from that frame and that origin counts.
  class Frame {
    constructor(file, settings, heard) {
      this.channel = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
      this.waiting = new Map();
      this.heard = heard;
      this.node = document.createElement("iframe");
      const about = { ...settings, channel: this.channel, parentOrigin: window.location.origin };
      this.node.src = `${new URL(file, BASE)}#${encodeURIComponent(JSON.stringify(about))}`;
      this.node.style.border = "0";
      this.node.style.width = "100%";
      this.node.style.display = "block";
      this.listener = (event) => {
        if (event.origin !== ORIGIN || event.source !== this.node.contentWindow) return;
        const message = event.data;
        if (!message || message.channel !== this.channel) return;
        const resolve = this.waiting.get(message.reply);
        if (resolve) {
          this.waiting.delete(message.reply);
          resolve(message.result);
        } else {
          this.heard(message);
        }
      };
      window.addEventListener("message", this.listener);
    }

    tell(message) {
      this.node.contentWindow?.postMessage({ ...message, channel: this.channel }, ORIGIN);
    }

    ask(message) {
      const ask = `${this.channel}-${this.waiting.size}-${Date.now()}`;
      return new Promise((resolve) => {
        this.waiting.set(ask, resolve);
        this.tell({ ...message, ask });
      });
    }

    remove() {
      window.removeEventListener("message", this.listener);
      this.node.remove();
      for (const resolve of this.waiting.values()) resolve(lost());
      this.waiting.clear();
    }
  }

  class Listeners {
    constructor() {
      this.all = new Map();
    }
    on(name, action) {
      this.all.set(name, [...(this.all.get(name) ?? []), action]);
      return this;
    }
    off(name, action) {
      this.all.set(name, action ? (this.all.get(name) ?? []).filter((other) => other !== action) : []);
      return this;
    }
    once(name, action) {
      const once = (event) => {
        this.off(name, once);
        action(event);
      };
      return this.on(name, once);
    }
    emit(name, event) {
      for (const action of this.all.get(name) ?? []) action({ elementType: "payment", ...event });
    }
  }

  class PaymentElement extends Listeners {
    constructor(elements, options) {
      super();
      this.elements = elements;
      this.options = options;
      this.frame = null;
      this.isReady = false;
    }

    mount(place) {
      const target = typeof place === "string" ? document.querySelector(place) : place;
      if (!(target instanceof HTMLElement)) {
        throw new IntegrationError(`The selector you specified (${place}) applies to no DOM elements that are currently on the page.`);
      }
      if (this.frame) this.unmount();
      const settings = {
        key: this.elements.key,
        clientSecret: this.elements.clientSecret,
        appearance: this.elements.appearance,
        locale: this.elements.locale,
      };
      this.frame = new Frame("elements-inner-payment.html", settings, (message) => this.heard(message));
      this.shade();
      this.frame.node.title = "Secure payment input frame";
      this.frame.node.setAttribute("allow", "payment *; clipboard-read *");
      this.frame.node.style.height = "320px";
      this.frame.node.addEventListener("load", () => {
        // A frame that could not be loaded says nothing; a moment is enough for one that was.
        setTimeout(() => {
          if (!this.isReady && this.frame) {
            this.emit("loaderror", { error: { type: "api_connection_error", message: LOST } });
          }
        }, 10_000);
      });
      target.replaceChildren(this.frame.node);
      this.emit("loaderstart", {});
    }

    // A frame is see-through only while it and its element agree about light and dark.
    shade() {
      if (this.frame) this.frame.node.style.colorScheme = this.elements.appearance.theme === "night" ? "dark" : "light";
    }

    heard(message) {
      if (message.type === "height") this.frame.node.style.height = `${Math.ceil(message.height)}px`;
      if (message.type === "ready") {
        this.isReady = true;
        this.emit("ready", {});
      }
      if (message.type === "change") {
        this.emit("change", { empty: message.empty, complete: message.complete, collapsed: false, value: { type: "card" } });
      }
      if (message.type === "focus" || message.type === "blur" || message.type === "escape") this.emit(message.type, {});
    }

    update(options) {
      this.options = { ...this.options, ...options };
    }

    focus() {
      this.frame?.node.focus();
      this.frame?.tell({ type: "focus" });
    }

    blur() {
      this.frame?.node.blur();
    }

    clear() {
      this.frame?.tell({ type: "clear" });
    }

    unmount() {
      this.frame?.remove();
      this.frame = null;
      this.isReady = false;
    }

    destroy() {
      this.unmount();
      this.elements.element = null;
    }
  }

  class Elements {
    constructor(key, options) {
      this.key = key;
      this.clientSecret = parts(options?.clientSecret).clientSecret;
      this.appearance = options.appearance ?? {};
      this.locale = options.locale ?? "auto";
      this.element = null;
    }

    create(type, options = {}) {
      if (type !== "payment") throw new IntegrationError(`The sandbox imitates only the payment element, not ${type}.`);
      if (this.element) throw new IntegrationError("Can only create one Element of type payment.");
      this.element = new PaymentElement(this, options);
      return this.element;
    }

    getElement(type) {
      return type === "payment" ? this.element : null;
    }

    update(options) {
      if (options.appearance) {
        this.appearance = options.appearance;
        this.element?.shade();
        this.element?.frame?.tell({ type: "appearance", appearance: options.appearance });
      }
    }

    async submit() {
      if (!this.element?.frame) throw new IntegrationError("Elements has no mounted payment element.");
      return this.element.frame.ask({ type: "validate" });
    }

    async fetchUpdates() {
      return {};
    }
  }

  // The bank's question to the holder, over the page. Tells when it is answered.
  function challenge(key, clientSecret) {
    return new Promise((resolve) => {
      const dialog = document.createElement("dialog");
      const frame = new Frame("three-d-secure.html", { key, clientSecret }, (message) => {
        if (message.type === "height") frame.node.style.height = `${Math.ceil(message.height)}px`;
        if (message.type === "answered") close();
      });
      const close = () => {
        frame.remove();
        dialog.remove();
        resolve();
      };
      frame.node.title = "3D Secure authentication";
      frame.node.style.height = "420px";
      const look = { border: "0", padding: "0", width: "min(440px, calc(100vw - 32px))", borderRadius: "12px", overflow: "hidden", background: "transparent" };
      Object.assign(dialog.style, look);
      // Nobody gets around the bank by pressing Escape.
      dialog.addEventListener("cancel", (event) => event.preventDefault());
      dialog.setAttribute("aria-label", "3D Secure authentication");
      dialog.append(frame.node);
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  async function next(key, clientSecret) {
    const before = await retrieve(key, clientSecret);
    if (before.error || before.paymentIntent.status !== "requires_action") return before;
    await challenge(key, clientSecret);
    const after = await retrieve(key, clientSecret);
    if (after.error) return after;
    const problem = after.paymentIntent.last_payment_error;
    if (after.paymentIntent.status === "requires_payment_method" && problem) {
      return { error: { ...problem, payment_intent: after.paymentIntent } };
    }
    return after;
  }

  function away(url, paymentIntent) {
    const target = new URL(url, window.location.href);
    target.searchParams.set("payment_intent", paymentIntent.id);
    target.searchParams.set("payment_intent_client_secret", paymentIntent.client_secret);
    target.searchParams.set("redirect_status", paymentIntent.status === "succeeded" ? "succeeded" : "pending");
    window.location.assign(target);
    return new Promise(() => {});
  }

  class StripeImitation {
    constructor(key) {
      if (!/^pk_/.test(key ?? "")) {
        throw new IntegrationError("Please call Stripe() with your publishable key. You used an empty string or another kind of key.");
      }
      this.key = key;
    }

    elements(options) {
      return new Elements(this.key, options);
    }

    retrievePaymentIntent(clientSecret) {
      return retrieve(this.key, clientSecret);
    }

    handleNextAction({ clientSecret }) {
      return next(this.key, clientSecret);
    }

    async confirmPayment({ elements, confirmParams = {}, redirect = "always" }) {
      if (!elements?.element?.frame) {
        throw new IntegrationError("confirmPayment() needs elements with a mounted payment element.");
      }
      if (redirect === "always" && !confirmParams.return_url) {
        throw new IntegrationError("You must provide a `return_url` when calling `confirmPayment()`.");
      }
      const details = confirmParams.payment_method_data?.billing_details ?? {};
      const returnUrl = confirmParams.return_url;
      let result = await elements.element.frame.ask({ type: "confirm", returnUrl, details });
      if (result.paymentIntent?.status === "requires_action") result = await next(this.key, elements.clientSecret);
      if (result.error || redirect !== "always") return result;
      return away(returnUrl, result.paymentIntent);
    }
  }

  window.Stripe = Object.assign((key, options) => new StripeImitation(key, options), { version: 3 });
})();
