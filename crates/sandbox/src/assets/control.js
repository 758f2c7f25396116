// The control page. Everything it shows comes from /sandbox/api; everything from there is shown as text.
"use strict";

const $ = (id) => document.getElementById(id);
const api = async (path, method = "GET", body) => {
  const answer = await fetch(`/sandbox/api/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error ?? `The sandbox answered ${answer.status}.`);
  return result;
};

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

const time = (text) => (text ? new Date(text).toLocaleTimeString() : "");
const SHOWN = 50;

// ---- calls and phones ------------------------------------------------------------------------------------

const calls = new Map();
const STATE = { queued: "warm", ringing: "warm", "in-progress": "live", ended: "" };

function phone(call) {
  const act = (what) => async () => {
    try {
      await api(`phones/${call.id}/${what}`, "POST");
    } catch {
      // The call moved on in the meantime; the page is about to hear of it.
    }
  };
  const rings = call.state !== "in-progress";
  return element(
    "div",
    { class: rings ? "phone rings" : "phone" },
    element("img", { class: "bell", src: "/sandbox/assets/bell.svg", alt: "" }),
    element("div", {}, element("b", {}, call.number), element("span", {}, rings ? "is ringing" : `on the line since ${time(call.startedAt)}`)),
    element(
      "div",
      { class: "actions" },
      ...(rings
        ? [
            element("button", { type: "button", class: "go", disabled: call.state !== "ringing", onclick: act("pick-up") }, "Pick up"),
            element("button", { type: "button", class: "harm", disabled: call.state !== "ringing", onclick: act("decline") }, "Decline"),
          ]
        : [element("button", { type: "button", class: "harm", onclick: act("hang-up") }, "Hang up")]),
    ),
  );
}

function row(title, state, kind, detail) {
  return element(
    "li",
    {},
    typeof title === "string" ? element("b", {}, title) : title,
    element("span", { class: `pill ${kind}` }, state),
    element("span", { class: "detail" }, detail),
  );
}

function callRow(call) {
  const who = call.actsInBrowser ? "you" : `automatic: ${call.habit}`;
  const parts = [time(call.createdAt), call.name, who, call.endedReason];
  return row(call.number, call.state, STATE[call.state] ?? "", parts.filter(Boolean).join(" · "));
}

function fill(id, rows) {
  $(id).replaceChildren(...rows);
  const empty = document.querySelector(`.empty[data-for="${id}"]`);
  if (empty) empty.hidden = rows.length > 0;
}

function showCalls() {
  const all = [...calls.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  for (const old of all.slice(SHOWN * 2)) if (old.state === "ended") calls.delete(old.id);
  fill("calls", all.slice(0, SHOWN).map(callRow));
  const mine = all.filter((call) => call.actsInBrowser && call.state !== "ended" && !call.engaged);
  // Buttons keep their focus while other calls come and go.
  const picture = JSON.stringify(mine.map((call) => [call.id, call.state]));
  if ($("ringing").dataset.picture !== picture) {
    $("ringing").dataset.picture = picture;
    $("ringing").replaceChildren(...mine.map(phone));
    $("phones").hidden = mine.length === 0;
    const ringing = mine.filter((call) => call.state === "ringing").length;
    document.title = ringing ? `☎ ${ringing} ringing · Ringwright sandbox` : "Ringwright sandbox";
  }
}

// ---- webhooks, checkouts, figures ------------------------------------------------------------------------

const webhooks = new Map();
const DELIVERY = { delivered: "live", failed: "lost", dropped: "lost", retrying: "warm", pending: "warm" };

function showWebhooks() {
  const all = [...webhooks.values()].reverse();
  for (const old of all.slice(200)) webhooks.delete(old.id);
  fill(
    "webhooks",
    all.slice(0, SHOWN).map((hook) => {
      const tries = hook.attempts > 1 ? `${hook.attempts} tries` : null;
      const detail = [hook.vendor, time(hook.updatedAt), hook.status ?? hook.error, tries, hook.url];
      return row(hook.type, hook.state, DELIVERY[hook.state] ?? "", detail.filter(Boolean).join(" · "));
    }),
  );
}

async function showCheckouts() {
  const list = await api("checkouts");
  fill(
    "checkouts",
    list.map((checkout) => {
      const words = `${checkout.total} · ${checkout.product ?? ""}`;
      const title = checkout.url ? element("a", { href: checkout.url }, words) : words;
      const kind = { open: "warm", complete: "live", expired: "" }[checkout.status];
      return row(title, checkout.status, kind, [time(checkout.createdAt), checkout.reference].filter(Boolean).join(" · "));
    }),
  );
}

const DEEDS = {
  dispute: "Dispute",
  win: "Shop wins",
  lose: "Shop loses",
  refund: "Refund the rest",
  "fail-refund": "Last refund fails",
  cancel: "Cancel",
  pay: "Pay all",
  "pay-less": "Pay too little",
  "pay-more": "Pay too much",
  "pay-later": "Pay, confirm later",
  confirm: "Confirm",
  fail: "Fail",
  expire: "Expire",
  resend: "Send webhook again",
};
const PAID = { succeeded: "live", paid: "live", paid_over: "live", fail: "lost", wrong_amount: "lost", canceled: "", cancel: "" };

function paymentRow(payment) {
  const words = `${payment.amount} · ${payment.kind}`;
  const title = payment.url ? element("a", { href: payment.url }, words) : words;
  const detail = [
    time(payment.createdAt),
    payment.reference,
    payment.card ? `card …${payment.card}` : null,
    payment.received ? `received ${payment.received}` : null,
    payment.refunded ? `refunded ${payment.refunded}` : null,
    payment.dispute ? `dispute ${payment.dispute.replace("_", " ")}` : null,
    payment.id,
  ];
  const node = row(title, payment.status.replaceAll("_", " "), PAID[payment.status] ?? "warm", detail.filter(Boolean).join(" · "));
  const act = (action) => () =>
    saying($("payments-said"), () => api(`payments/${payment.id}/${action}`, "POST").then(showPayments), `${DEEDS[action]}: done.`);
  const buttons = payment.actions.map((action) =>
    element("button", { type: "button", class: "quiet", "data-deed": `${payment.id} ${action}`, onclick: act(action) }, DEEDS[action] ?? action),
  );
  if (buttons.length) node.append(element("div", { class: "deeds", role: "group", "aria-label": `Payment ${words}` }, ...buttons));
  return node;
}

async function showPayments() {
  const list = await api("payments");
  // Buttons keep their focus while other payments come and go.
  const focused = document.activeElement?.dataset?.deed;
  fill("payments", list.map(paymentRow));
  if (focused) document.querySelector(`[data-deed="${focused}"]`)?.focus();
}

const FIGURES = [
  ["liveCalls", "live calls"],
  ["maxConcurrentCalls", "most at once"],
  ["callsPlaced", "calls placed"],
  ["doubleRings", "double rings", true],
  ["overCapacityRejections", "over capacity", true],
  ["charges", "charges"],
  ["chargesPerSession", "charges per session", (value) => value > 1],
  ["refunds", "refunds"],
  ["disputes", "disputes", true],
  ["webhooksDelivered", "webhooks delivered"],
  ["webhooksPending", "pending"],
  ["webhooksFailed", "given up", true],
  ["webhooksDropped", "dropped"],
];

async function showStats() {
  const stats = await api("stats");
  $("stats").replaceChildren(
    ...FIGURES.map(([name, label, bad]) => {
      const value = stats[name] ?? 0;
      const harm = typeof bad === "function" ? bad(value) : bad && value > 0;
      return element("div", { class: harm ? "bad" : "" }, element("dt", {}, label), element("dd", {}, String(value)));
    }),
  );
}

// Many events in a moment lead to one look at the figures.
function gently(action, pause) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      action().catch(() => {});
    }, pause);
  };
}
const statsSoon = gently(showStats, 400);
const checkoutsSoon = gently(showCheckouts, 400);
const paymentsSoon = gently(showPayments, 400);
const callsSoon = gently(async () => showCalls(), 60);
const webhooksSoon = gently(async () => showWebhooks(), 150);

// ---- people and cards ------------------------------------------------------------------------------------

async function showPeople() {
  const [people, cards] = await Promise.all([api("phones"), api("cards")]);
  const seconds = ({ times, person }) => {
    const talk = times.talk == null ? "" : `, talks ${times.talk}\u00a0s`;
    return ["01", "07"].includes(person) ? "" : ` (rings ${times.ring}\u00a0s${talk})`;
  };
  $("people").replaceChildren(
    ...people.map((person) =>
      element(
        "tr",
        {},
        element("td", {}, person.person === "other" ? "any other" : `555-01${person.person}`),
        element("td", {}, person.habit, element("span", { class: "times" }, seconds(person))),
      ),
    ),
  );
  $("cards").replaceChildren(
    ...cards.map((card) =>
      element("tr", {}, element("td", {}, card.number.replace(/(.{4})(?=.)/g, "$1 ")), element("td", {}, card.habit)),
    ),
  );
}

// ---- faults and settings ---------------------------------------------------------------------------------

const VENDORS = ["vapi", "retell", "elevenlabs", "stripe", "cryptomus"];
const FAULTS = {
  down: "Down (503)",
  webhookReorder: "Webhooks in the wrong order",
  slowMs: "Slow by (ms)",
  failNext5xx: "Fail the next",
  failRate5xx: "Failure rate (0–1)",
  loseAnswers: "Lose the next answers",
  loseAnswerRate: "Lost rate (0–1)",
  webhookDuplicate: "Extra webhook copies",
  webhookDelayMs: "Webhooks late by (ms)",
  dropNextWebhooks: "Drop next webhooks",
  webhookDropRate: "Drop rate (0–1)",
};

function showFaults(faults) {
  for (const box of document.querySelectorAll("[data-vendor]")) {
    const vendor = box.dataset.vendor;
    box.replaceChildren(
      ...Object.entries(FAULTS).map(([name, label]) => {
        const id = `${vendor}-${name}`;
        const value = faults[vendor][name];
        if (typeof value === "boolean") {
          return element("label", { class: "check" }, element("input", { type: "checkbox", id, checked: value }), label);
        }
        const rate = name.includes("ate") && label.includes("rate");
        const input = element("input", { type: "number", id, min: 0, max: rate ? 1 : null, step: rate ? 0.01 : 1, value });
        return element("div", { class: "field" }, element("label", { for: id }, label), input);
      }),
    );
  }
  $("seed").value = faults.seed;
}

function readFaults() {
  const read = (vendor) =>
    Object.fromEntries(
      Object.keys(FAULTS).map((name) => {
        const input = $(`${vendor}-${name}`);
        return [name, input.type === "checkbox" ? input.checked : Number(input.value)];
      }),
    );
  return { ...Object.fromEntries(VENDORS.map((vendor) => [vendor, read(vendor)])), seed: Number($("seed").value) };
}

function showSettings(settings) {
  for (const name of ["stripeWebhookUrl", "pace", "maxConcurrentCalls"]) $(name).value = settings[name] ?? "";
}

async function saying(place, action, done) {
  try {
    await action();
    place.textContent = done;
    place.classList.remove("bad");
  } catch (error) {
    place.textContent = error.message;
    place.classList.add("bad");
  }
}

$("faults").addEventListener("submit", (event) => {
  event.preventDefault();
  saying($("faults-said"), async () => showFaults(await api("faults", "PUT", readFaults())), "In force.");
});
$("heal").addEventListener("click", () => {
  const none = Object.fromEntries(
    Object.keys(FAULTS).map((name) => [name, $(`vapi-${name}`).type === "checkbox" ? false : 0]),
  );
  saying($("faults-said"), async () => showFaults(await api("faults", "PUT", Object.fromEntries(VENDORS.map((vendor) => [vendor, none])))), "All is well.");
});
$("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  const change = {
    stripeWebhookUrl: $("stripeWebhookUrl").value.trim(),
    pace: Number($("pace").value),
    maxConcurrentCalls: Number($("maxConcurrentCalls").value),
  };
  saying($("settings-said"), async () => showSettings(await api("settings", "POST", change)), "Saved.");
});
$("reset").addEventListener("click", async () => {
  if (confirm("Forget all calls, payments, webhooks and faults? Settings stay.")) await api("reset", "POST");
});

// ---- news ------------------------------------------------------------------------------------------------

async function reload() {
  const [list, hooks, faults, settings] = await Promise.all([
    api(`calls?limit=${SHOWN}`), api("webhooks"), api("faults"), api("settings"),
  ]);
  calls.clear();
  webhooks.clear();
  for (const call of list) calls.set(call.id, call);
  for (const hook of hooks.reverse()) webhooks.set(hook.id, hook);
  showCalls();
  showWebhooks();
  showFaults(faults);
  showSettings(settings);
  await Promise.all([showStats(), showCheckouts(), showPayments(), showPeople()]);
}

function connection(words, kind) {
  $("link").textContent = words;
  $("link").className = `pill ${kind}`;
}

const news = new EventSource("/sandbox/api/events");
const on = (kind, action) => news.addEventListener(kind, (event) => action(JSON.parse(event.data)));
on("hello", () => {
  connection("live", "live");
  reload().catch(() => connection("reconnecting", "lost"));
});
on("resync", () => reload().catch(() => {}));
on("reset", () => reload().catch(() => {}));
on("call", (call) => {
  calls.set(call.id, call);
  callsSoon();
  statsSoon();
});
on("webhook", (hook) => {
  webhooks.set(hook.id, hook);
  webhooksSoon();
  statsSoon();
});
on("stripe", () => {
  checkoutsSoon();
  paymentsSoon();
  statsSoon();
});
on("checkout", checkoutsSoon);
on("cryptomus", () => {
  paymentsSoon();
  statsSoon();
});
news.addEventListener("error", () => connection("reconnecting", "lost"));
