// The console's part of the stand-in: plans, storefront, agents, jobs, webhooks, figures, reconciliations, in memory.
const DAY = 86_400_000;
const iso = (offset = 0) => new Date(Date.now() + offset * 1000).toISOString();
const day = (back) => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);

const plan = (code, name, priceMinor, minutes, position, over = {}) => ({
  code, name, description: "", priceMinor, currency: "USD", durationSeconds: minutes * 60, persona: "warm",
  priority: 0, position, active: true, minimumAge: 0, disclosure: "", badge: "", ...over,
});
const plans = [
  plan("free_trial", "Free trial", 0, 2, 0, { description: "A short first call to hear what it is like. Once in 24 hours for each person." }),
  plan("standard", "Standard", 999, 10, 1, { description: "Ten minutes to talk about your day, a plan or a worry.", badge: "Most chosen" }),
  plan("extended", "Extended", 1899, 20, 2, { description: "Twenty minutes, for a story that needs its time." }),
  plan("premium", "Premium", 3499, 45, 3, { description: "Three quarters of an hour, ahead of others in the queue.", priority: 20, persona: "plain" }),
  plan("night", "After midnight", 1299, 10, 4, { description: "For those who cannot sleep.", active: false, minimumAge: 18, disclosure: "I am at least 18 years old." }),
];

let page = {
  slug: "lantern", name: "Lantern Line", url: "http://127.0.0.1:8787/",
  content: {
    headline: "Somebody to talk to,", headlineAccent: "when you need it.",
    lead: "Book a call, and your phone rings. Ten minutes or forty-five, about anything that is on your mind.",
    steps: [
      { title: "Book", text: "Choose how long, leave your number, and pay." },
      { title: "Pick up", text: "Your phone rings when a line is free, usually within two minutes." },
      { title: "Talk", text: "About your day, a plan or a worry. It listens." },
    ],
    testimonials: [{ quote: "I only wanted to hear my own thoughts said aloud. It helped.", name: "Mara O.", detail: "Standard" }],
    questions: [
      { question: "Who calls me?", answer: "An artificial voice. It says so at the beginning of the call." },
      { question: "What if nobody calls?", answer: "Then what you paid goes back by itself." },
    ],
    contactEmail: "hello@example.com",
    links: { imprint: "https://example.com/imprint", privacy: "https://example.com/privacy", terms: "" },
    theme: { accent: "#b7791f", look: "hotline", mode: "auto" },
    seo: { title: "Lantern Line: somebody to talk to", description: "Book a call and your phone rings. Ten minutes or forty-five." },
  },
};

const agent = (id, accountId, accountName, name, persona, lines, live, priority, active = true) => ({
  id, accountId, accountName, name, persona, assistantRef: `7f3c2a10-5b6d-4c1e-9a2f-${id}`, numberRef: `b21d9e44-0c8a-4f6b-8e1d-${id}`, lines, priority, active, live,
});
const agents = [
  agent("agt_1", "acc_1", "Main line", "Wren", "warm", 6, 3, 10),
  agent("agt_2", "acc_1", "Main line", "Otis", "plain", 4, 1, 0),
  agent("agt_3", "acc_2", "Spare line", "Wren", "warm", 4, 0, 0),
  agent("agt_4", "acc_2", "Spare line", "Ivo", "plain", 2, 0, 0, false),
];

const job = (id, kind, over = {}) => ({
  id, kind, about: {}, runAt: iso(-40), tries: 1, priority: 0, deadAt: null, lastError: null, createdAt: iso(-900), lockedBy: null, ...over,
});
let jobs = [
  job("job_1", "payment.refund", { about: { booking: "demo_failed", payment: "pay_7" }, tries: 12, deadAt: iso(-1800), lastError: "the payment vendor answered 400: charge_already_refunded. The charge has already been refunded" }),
  job("job_2", "webhook.process", { about: { webhook: "whk_9" }, tries: 8, deadAt: iso(-7200), lastError: "the vendor field `call.id` is missing" }),
  job("job_3", "payment.watch", { about: { booking: "demo_pending_payment", payment: "pay_2" }, runAt: iso(45) }),
  job("job_4", "booking.start", { about: { booking: "demo_scheduled" }, runAt: iso(172_000), tries: 0 }),
  job("job_5", "system.cleanup", { runAt: iso(1900), tries: 0 }),
  job("job_6", "call.watch", { about: { booking: "demo_calling", call: "call_1" }, lockedBy: "node-1" }),
];

const kinds = ["status-update", "end-of-call-report", "checkout.session.completed", "payment_intent.succeeded", "charge.refunded", "status-update", "speech-update"];
const outcomes = ["moved", "noted", "moved", "moved", "ignored", "stale", "ignored", null, "unknown"];
const webhooks = Array.from({ length: 64 }, (_, n) => {
  const kind = kinds[n % kinds.length];
  const vendor = kind.includes("-") ? "vapi" : "stripe";
  const outcome = outcomes[n % outcomes.length];
  return {
    id: `whk_${100 - n}`, accountId: vendor === "vapi" ? "acc_1" : "acc_3", vendor, kind, receivedAt: iso(-n * 97),
    processedAt: outcome ? iso(-n * 97 + 0.04 + (n % 5) / 10) : null, outcome, bytes: 600 + ((n * 977) % 14_000),
  };
});

const differences = (...items) => items.map((item) => ({ paymentId: null, bookingId: null, vendorRef: null, ours: null, theirs: null, healed: false, ...item }));
const reconciliations = Array.from({ length: 9 }, (_, n) => ({
  id: `rec_${n}`, accountId: "acc_3", accountName: "Card till", day: day(n + 1), checkedAt: iso(-n * 86_400 - 20_000), compared: 31 + ((n * 7) % 19),
  differences:
    n === 1 ? differences({ kind: "refund_differs", bookingId: "demo_cancelled", vendorRef: "pi_3QabcDemo0001", ours: 0, theirs: 999 })
    : n === 3 ? differences({ kind: "paid_at_vendor_only", bookingId: "demo_pending_payment", vendorRef: "pi_3QabcDemo0002", theirs: 1899, healed: true })
    : [],
}));

const targets = (days) => ({
  from: iso(-days * 86_400), to: iso(),
  targets: [
    { code: "payments", aim: 0.99, actual: 0.9931, met: true, unit: "ratio", of: 1164 },
    { code: "connected", aim: 0.95, actual: 0.9389, met: false, unit: "ratio", of: 1097 },
    { code: "queue_wait", aim: 300, actual: 94, met: true, unit: "seconds", of: 1120 },
    { code: "uptime", aim: 0.999, actual: days < 8 ? null : 0.9996, met: days < 8 ? null : true, unit: "ratio", of: days < 8 ? 0 : days * 1440 },
  ],
});

function funnel(from, to) {
  const count = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1);
  const byDay = Array.from({ length: count }, (_, n) => {
    const date = new Date(Date.parse(from) + n * DAY);
    const weekend = [0, 6].includes(date.getUTCDay()) ? 1.4 : 1;
    const visit = Math.round((150 + 40 * Math.sin(n / 2.3) + n * 1.5) * weekend);
    const form = Math.round(visit * 0.41);
    const booked = Math.round(visit * (0.19 + 0.02 * Math.cos(n)));
    const paid = Math.round(booked * 0.86);
    const connected = Math.round(paid * 0.94);
    return { day: date.toISOString().slice(0, 10), visit, form, booked, paid, connected, completed: Math.round(connected * 0.96) };
  });
  const sum = (step) => byDay.reduce((total, entry) => total + entry[step], 0);
  const steps = ["visit", "form", "booked", "paid", "connected", "completed"].map((code) => ({ code, count: sum(code) }));
  const share = [0.31, 0.42, 0.18, 0.09];
  const byPlan = plans.filter((p) => p.active).map((p, n) => ({
    plan: p.name, booked: Math.round(sum("booked") * share[n]), paid: Math.round(sum("paid") * share[n]), connected: Math.round(sum("connected") * share[n]),
    completed: Math.round(sum("completed") * share[n]), revenueMinor: Math.round(sum("paid") * share[n]) * p.priceMinor, currency: "USD", otherRevenue: [],
  }));
  return { steps, byPlan, byDay };
}

const failures = {
  bookings: [
    { code: "nobody_reached", sentence: "We called several times but reached nobody.", remedy: "Book again for a time that suits you.", count: 41, lastAt: iso(-3000), lastBooking: "demo_no_answer" },
    { code: "invalid_number", sentence: "The number cannot be reached: the telephone network does not know it.", remedy: "Book again with another number.", count: 12, lastAt: iso(-90_000), lastBooking: "demo_failed" },
    { code: "call_not_placed", sentence: "The call could not be placed.", remedy: "Nothing is charged for it; book again in a while.", count: 3, lastAt: iso(-400_000), lastBooking: "demo_failed" },
  ],
  calls: [
    { outcome: "no_answer", accountId: "acc_1", accountName: "Main line", count: 88, share: 0.081 },
    { outcome: "busy", accountId: "acc_1", accountName: "Main line", count: 34, share: 0.031 },
    { outcome: "voicemail", accountId: "acc_1", accountName: "Main line", count: 27, share: 0.025 },
    { outcome: "vendor_failed", accountId: "acc_2", accountName: "Spare line", count: 19, share: 0.213 },
    { outcome: "no_answer", accountId: "acc_2", accountName: "Spare line", count: 7, share: 0.079 },
  ],
  payments: [
    { code: "card_declined", sentence: "The card was declined.", count: 58 },
    { code: "authentication_failed", sentence: "Your bank did not confirm the payment.", count: 17 },
    { code: "checkout_expired", sentence: "The payment was not finished in time.", count: 96 },
  ],
};

/** What accounts say in the console beside what they say on the switchboard. */
export const dress = (account) => ({
  ...account, vendor: account.vendor.toLowerCase() === "retell" ? "vapi" : account.vendor.toLowerCase(), kind: "calls", mode: account.id === "acc_1" ? "live" : "sandbox",
  webhookUrl: `http://127.0.0.1:8787/webhooks/${account.vendor.toLowerCase()}/${account.id}`,
});
const till = (id, name, vendor, mode) => ({
  id, name, vendor, lines: 0, live: 0, priority: 0, paused: false, lastError: null, health: { state: "closed", openUntil: null, failures: 0 }, agents: [],
  kind: "payments", mode, webhookUrl: `http://127.0.0.1:8787/webhooks/${vendor}/${id}`,
});
export const tills = [till("acc_3", "Card till", "stripe", "live"), till("acc_4", "Crypto till", "cryptomus", "sandbox")];

/** A booking's payment as operators see it. */
export function dressPayment(booking) {
  if (!booking.payment) return booking;
  const crypto = booking.id === "demo_completed";
  const { payment } = booking;
  const refunds = payment.refundedMinor > 0
    ? [{ id: "rfd_1", minor: payment.refundedMinor, state: "given", reason: "cancelled", at: iso(-25) }]
    : payment.state === "refunding" ? [{ id: "rfd_2", minor: payment.amountMinor, state: "asked", reason: "nobody_reached", at: iso(-9) }] : [];
  return {
    ...booking,
    payment: {
      methods: [], method: crypto ? "crypto" : "checkout", dispute: booking.id === "demo_calling" ? { minor: 999, state: "open", reason: "product_not_received", dueBy: iso(6 * 86_400) } : null,
      intentRef: payment.state === "pending" ? null : `pi_3Qdemo${booking.id.slice(-6)}`, checkoutRef: `cs_test_a1demo${booking.id.slice(-6)}`, accountId: "acc_3",
      refunds, ...payment,
    },
  };
}

const NOT_FOUND = { status: 404, code: "not_found" };

/** Answers what only the console asks; undefined for what the rest of the stand-in knows. */
export function answer({ path, method, body, query, bookings, accounts, change }) {
  const ok = (value, status = 200) => ({ value, status });
  const part = path.replace("/api/operator/", "").split("/");
  const cut = (all, size) => {
    const from = Number(query.get("cursor") ?? 0);
    return { items: all.slice(from, from + size), nextCursor: from + size < all.length ? String(from + size) : null };
  };
  if (part[0] === "plans") {
    if (method === "GET") return ok({ items: plans });
    const at = plans.findIndex((entry) => entry.code === part[1]);
    if (at >= 0) plans[at] = body;
    else plans.push(body);
    return ok(body);
  }
  if (part[0] === "storefront") {
    if (method === "PUT") page = { ...page, ...body };
    return ok(page);
  }
  if (part[0] === "agents") {
    if (method === "GET") return ok({ items: agents });
    const known = agents.find((entry) => entry.id === part[1]);
    if (known) return ok(Object.assign(known, body));
    const made = { live: 0, accountName: accounts.find((entry) => entry.id === body.accountId)?.name ?? "", id: `agt_${agents.length + 1}`, ...body };
    agents.push(made);
    return ok(made, 201);
  }
  if (part[0] === "jobs") {
    const of = (state) => jobs.filter((entry) => (state === "dead" ? entry.deadAt : state === "running" ? !entry.deadAt && entry.lockedBy : !entry.deadAt && !entry.lockedBy));
    const known = jobs.find((entry) => entry.id === part[1]);
    if (method === "DELETE") {
      jobs = jobs.filter((entry) => entry !== known);
      return ok(null, 204);
    }
    if (part[2] === "retry") return known ? ok(Object.assign(known, { deadAt: null, runAt: iso(), tries: 0 })) : NOT_FOUND;
    const counts = { waiting: of("waiting").length, running: of("running").length, dead: of("dead").length, late: 1 };
    return ok({ ...cut(of(query.get("state") ?? "dead"), 20), counts });
  }
  if (part[0] === "webhooks") {
    const known = webhooks.find((entry) => entry.id === part[1]);
    if (part[2] === "replay") return known ? ok(Object.assign(known, { processedAt: iso(), outcome: "stale" })) : NOT_FOUND;
    if (part[1]) return known ? ok({ ...known, body: JSON.stringify({ id: "evt_demo", type: known.kind, data: { object: { customer: "Ada", phone: "+12025550100" } } }) }) : NOT_FOUND;
    const [vendor, outcome] = [query.get("vendor"), query.get("outcome")];
    return ok(cut(webhooks.filter((entry) => (!vendor || entry.vendor === vendor) && (!outcome || entry.outcome === outcome)), 25));
  }
  if (part[0] === "targets") return ok(targets(Number(query.get("days") ?? 30)));
  if (part[0] === "funnel") return ok(funnel(query.get("from") ?? day(29), query.get("to") ?? day(0)));
  if (part[0] === "failures") return ok(failures);
  if (part[0] === "disputes") {
    const dispute = { minor: 999, state: "open", reason: "product_not_received", dueBy: iso(6 * 86_400) };
    return ok({ items: [{ bookingId: "demo_calling", paymentId: "pay_demo", accountId: "acc_stripe", currency: "USD", dispute }] });
  }
  if (part[0] === "reconciliations") {
    if (method === "GET") return ok({ items: reconciliations });
    const made = { ...reconciliations[0], id: `rec_${Date.now()}`, day: body.day, accountId: body.accountId, checkedAt: iso(), differences: [] };
    reconciliations.unshift(made);
    return ok(made);
  }
  if (part[0] === "accounts") {
    const known = [...accounts, ...tills].find((entry) => entry.id === part[1]);
    if (!part[1]) {
      const made = { ...till(`acc_${tills.length + 5}`, body.name, body.vendor, body.mode), lines: body.lines, priority: body.priority, kind: body.vendor === "vapi" ? "calls" : "payments" };
      tills.push(made);
      return ok(made, 201);
    }
    if (!known) return NOT_FOUND;
    const shown = () => (tills.includes(known) ? known : dress(known));
    if (part[2] === "secrets") return ok(null, 204);
    if (part[2] === "check") return ok(known.health.state === "open" ? { ok: false, detail: "It answered 503, Service Unavailable." } : { ok: true, detail: "It answered in 214 ms; the key is good." });
    if (part[2] === "close-breaker") known.health = { state: "closed", openUntil: null, failures: 0 };
    else if (part[2] === "pause") known.paused = body.paused;
    else Object.assign(known, body);
    return ok(shown());
  }
  if (part[0] === "bookings" && part[2] && part[2] !== "cancel") {
    const booking = bookings.get(part[1]);
    if (!booking) return NOT_FOUND;
    if (part[2] === "priority") change(booking, { priority: body.priority }, "booking.reprioritised", "The priority was changed.");
    if (part[2] === "retry") change(booking, { state: "queued", nextAttemptAt: null, failure: null }, "booking.retried", "Queued again.");
    if (part[2] === "refund") {
      const minor = body.minor ?? booking.payment.amountMinor - booking.payment.refundedMinor;
      const refunds = [...(booking.payment.refunds ?? []), { id: `rfd_${Date.now()}`, minor, state: "asked", reason: body.reason, at: iso() }];
      change(booking, { payment: { ...booking.payment, state: "refunding", refunds } }, "refund.asked", "A refund was asked for.");
    }
    if (part[2] === "refunds") {
      const refunds = booking.payment.refunds.map((entry) => (entry.id === part[3] ? { ...entry, state: "given" } : entry));
      change(booking, { payment: { ...booking.payment, state: "partly_refunded", refunds } }, "refund.given", "A refund was given.");
    }
    return ok(dressPayment(booking));
  }
  return undefined;
}
