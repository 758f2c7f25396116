// The card's fields. What is typed stays in this frame and goes from here straight to the vendor.
"use strict";

const settings = (() => {
  try {
    return JSON.parse(decodeURIComponent(window.location.hash.slice(1)));
  } catch {
    return {};
  }
})();
const root = document.documentElement;
const form = document.getElementById("card");
const fields = ["number", "expiry", "cvc", "postal"];
const input = (name) => form.elements[name];
const digits = (name) => input(name).value.replace(/\D/g, "");

// ---- the page around ---------------------------------------------------------------------------------------

function say(message) {
  if (settings.parentOrigin) window.parent.postMessage({ ...message, channel: settings.channel }, settings.parentOrigin);
}

const actions = {
  validate: async () => check() ?? {},
  confirm: async (message) => confirmCard(message),
  appearance: (message) => dress(message.appearance),
  focus: () => input("number").focus(),
  clear: () => {
    form.reset();
    for (const name of fields) show(name, "");
    changed();
  },
};

window.addEventListener("message", async (event) => {
  if (event.origin !== settings.parentOrigin || event.source !== window.parent) return;
  const message = event.data;
  if (!message || message.channel !== settings.channel || !Object.hasOwn(actions, message.type)) return;
  const result = await actions[message.type](message);
  if (message.ask) say({ reply: message.ask, result });
});

// ---- looks -------------------------------------------------------------------------------------------------

const VARIABLES = {
  colorPrimary: "--primary",
  colorBackground: "--back",
  colorText: "--text",
  colorTextSecondary: "--soft",
  colorTextPlaceholder: "--soft",
  colorDanger: "--danger",
  borderRadius: "--radius",
  spacingUnit: "--space",
  fontSizeBase: "--size",
  fontFamily: "--font",
};

function dress(appearance) {
  root.dataset.theme = appearance?.theme === "night" ? "night" : "stripe";
  for (const [name, property] of Object.entries(VARIABLES)) {
    const value = appearance?.variables?.[name];
    if (typeof value === "string" && /^[\w\s#%.,()"'-]{1,120}$/.test(value) && !/url/i.test(value)) {
      root.style.setProperty(property, value);
    } else {
      root.style.removeProperty(property);
    }
  }
}

// ---- what is typed -----------------------------------------------------------------------------------------

function luhn(number) {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number[number.length - 1 - place]);
    sum += place % 2 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

function expiry() {
  const text = digits("expiry");
  if (text.length < 4) return null;
  return { month: Number(text.slice(0, 2)), year: Number(text.length === 4 ? `20${text.slice(2)}` : text.slice(2, 6)) };
}

const past = ({ month, year }) => {
  const now = new Date();
  return year * 12 + month - 1 < now.getFullYear() * 12 + now.getMonth();
};

const RULES = {
  number: () => {
    if (digits("number").length < 12) return ["incomplete_number", "Your card number is incomplete."];
    return luhn(digits("number")) ? null : ["invalid_number", "Your card number is invalid."];
  },
  expiry: () => {
    const date = expiry();
    if (!date) return ["incomplete_expiry", "Your card’s expiration date is incomplete."];
    if (date.month < 1 || date.month > 12) return ["invalid_expiry_month", "Your card’s expiration date is invalid."];
    return past(date) ? ["invalid_expiry_year_past", "Your card’s expiration date is in the past."] : null;
  },
  cvc: () => (digits("cvc").length < 3 ? ["incomplete_cvc", "Your card’s security code is incomplete."] : null),
  postal: () => (input("postal").value.trim().length < 3 ? ["incomplete_zip", "Your postal code is incomplete."] : null),
};

function show(name, problem) {
  document.getElementById(`${name}-problem`).textContent = problem;
  if (problem) input(name).setAttribute("aria-invalid", "true");
  else input(name).removeAttribute("aria-invalid");
}

// Shows all problems, goes to the first one, and tells it.
function check() {
  let first = null;
  for (const name of fields) {
    const problem = RULES[name]();
    show(name, problem ? problem[1] : "");
    if (problem && !first) {
      first = { error: { type: "validation_error", code: problem[0], message: problem[1] } };
      input(name).focus();
    }
  }
  return first;
}

function changed() {
  const complete = fields.every((name) => !RULES[name]());
  const empty = fields.every((name) => input(name).value === "");
  say({ type: "change", complete, empty });
}

const SHAPES = {
  number: (text) => text.replace(/\D/g, "").slice(0, 19).replace(/(.{4})(?=.)/g, "$1 "),
  expiry: (text) => {
    const typed = text.replace(/\D/g, "").slice(0, 4);
    return typed.length > 2 ? `${typed.slice(0, 2)} / ${typed.slice(2)}` : typed;
  },
  cvc: (text) => text.replace(/\D/g, "").slice(0, 4),
  postal: (text) => text,
};

for (const name of fields) {
  input(name).addEventListener("input", () => {
    const node = input(name);
    // Only at the end of the text, so that nobody's cursor jumps while correcting.
    if (node.selectionStart === node.value.length) node.value = SHAPES[name](node.value);
    show(name, "");
    changed();
  });
  input(name).addEventListener("blur", () => {
    const problem = input(name).value ? RULES[name]() : null;
    show(name, problem ? problem[1] : "");
  });
}
form.addEventListener("focusin", () => say({ type: "focus" }));
form.addEventListener("focusout", () => say({ type: "blur" }));
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("[data-card]")) {
  button.addEventListener("click", () => {
    input("number").value = SHAPES.number(button.dataset.card);
    input("expiry").value ||= "12 / 34";
    input("cvc").value ||= "123";
    input("postal").value ||= "12345";
    for (const name of fields) show(name, "");
    changed();
  });
}

// ---- paying ------------------------------------------------------------------------------------------------

const PLACES = {
  expired_card: "expiry", invalid_expiry_year: "expiry", invalid_expiry_month: "expiry",
  incorrect_cvc: "cvc", invalid_cvc: "cvc", incorrect_zip: "postal",
};

async function confirmCard({ returnUrl, details }) {
  const problem = check();
  if (problem) return problem;
  const date = expiry();
  const id = settings.clientSecret.split("_secret_")[0];
  const body = new URLSearchParams({
    client_secret: settings.clientSecret,
    expected_payment_method_type: "card",
    use_stripe_sdk: "true",
    "payment_method_data[type]": "card",
    "payment_method_data[card][number]": digits("number"),
    "payment_method_data[card][exp_month]": String(date.month),
    "payment_method_data[card][exp_year]": String(date.year),
    "payment_method_data[card][cvc]": digits("cvc"),
    "payment_method_data[billing_details][address][postal_code]": input("postal").value.trim(),
  });
  if (returnUrl) body.set("return_url", returnUrl);
  for (const name of ["name", "email"]) {
    if (details?.[name]) body.set(`payment_method_data[billing_details][${name}]`, details[name]);
  }
  for (const name of fields) input(name).disabled = true;
  try {
    const answer = await fetch(`/stripe/v1/payment_intents/${id}/confirm`, {
      method: "POST",
      headers: { authorization: `Bearer ${settings.key}`, "content-type": "application/x-www-form-urlencoded" },
      body,
    });
    const result = await answer.json();
    if (answer.ok) return { paymentIntent: result };
    const error = result.error;
    if (error.type === "card_error") show(PLACES[error.code] ?? "number", error.message);
    return { error };
  } catch {
    const message =
      "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.";
    return { error: { type: "api_connection_error", message } };
  } finally {
    for (const name of fields) input(name).disabled = false;
  }
}

dress(settings.appearance);
const measure = () => say({ type: "height", height: document.body.getBoundingClientRect().height });
new ResizeObserver(measure).observe(document.body);
measure();
say({ type: "ready" });
