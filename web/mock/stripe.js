// The little of Stripe.js that the page uses, drawn as one field. 4242… pays, anything that ends in 0002 is declined.
window.Stripe = () => {
  let field = null;
  const listeners = {};
  const element = {
    mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      const label = document.createElement("label");
      label.textContent = "Card number ";
      field = document.createElement("input");
      field.inputMode = "numeric";
      field.style.cssText = "display:block;width:100%;height:44px;padding:0 12px;border:1px solid #8f887b;border-radius:10px;background:transparent;color:inherit";
      field.addEventListener("input", () => listeners.change?.({ complete: field.value.replaceAll(" ", "").length === 16 }));
      label.append(field);
      place.replaceChildren(label);
      setTimeout(() => listeners.ready?.(), 150);
    },
    on(name, listener) { listeners[name] = listener; },
    unmount() { field?.parentElement?.remove(); },
    destroy() { field?.parentElement?.remove(); },
  };
  const elements = {
    create: () => element,
    update: () => undefined,
    submit: () => Promise.resolve(field.value ? {} : { error: { type: "validation_error", code: "incomplete_number", message: "Your card number is incomplete." } }),
  };
  return {
    elements: () => elements,
    confirmPayment: ({ clientSecret }) =>
      new Promise((done) => setTimeout(() => {
        if (field.value.endsWith("0002")) done({ error: { type: "card_error", code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." } });
        else void fetch(`/mock/paid/${clientSecret}`, { method: "POST" }).then(() => done({ paymentIntent: { status: "succeeded" } }));
      }, 400)),
  };
};
