// A small stand-in for the server while the page is developed: the HTTP contract in memory, with calls that move.
//   node mock/server.mjs            API on 127.0.0.1:8787, and the built page when `dist` exists
// Bookings in every state stand at /booking/demo_<state>?token=demo; sign in with demo@example.com / demo.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, dress, dressPayment, tills } from "./console.mjs";
import { storefrontOf, storefronts } from "./storefronts.mjs";

const PORT = Number(process.env.PORT ?? 8787);
const PACE = Number(process.env.PACE ?? 2500);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const shell = existsSync(join(DIST, "index.html")) ? readFileSync(join(DIST, "index.html"), "utf8") : "";
const digests = Array.from(shell.matchAll(/<script>([^]*?)<\/script>/g), ([, script]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
const CSP =
  `default-src 'self'; script-src 'self' ${digests.join(" ")}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'self'`;

const iso = (offset = 0) => new Date(Date.now() + offset * 1000).toISOString();
const plans = storefronts[0].plans;
const organisation = { id: "org_1", name: "Lantern Line", slug: "lantern", timeZone: "America/New_York" };
const session = { user: { id: "usr_1", email: "demo@example.com", name: "Dana Reyes", role: "owner" }, organisation };

let seq = 100;
const bookings = new Map();
const tokens = new Map();
const bookingStreams = new Map();
const operatorStreams = new Set();

const METHODS = ["checkout", "element", "crypto"];
const pay = (state, extra = {}) => ({
  state, amountMinor: 999, refundedMinor: 0, currency: "USD", checkoutUrl: null, failureCode: null,
  method: "checkout", methods: ["pending", "failed", "expired"].includes(state) ? METHODS : [], refunds: [], dispute: null, ...extra,
});
const refund = (state, minor = 999) => ({ id: `ref_${seq}`, minor, state, reason: "The call did not take place.", at: iso(-15) });

function make(id, over = {}, age = 300) {
  const chosen = storefrontOf(over.organisation).plans.find((p) => p.code === (over.planCode ?? "standard"));
  const rest = { ...over };
  delete rest.planCode;
  const booking = {
    id, state: "queued", organisation: "lantern",
    plan: { code: chosen.code, name: chosen.name, durationSeconds: chosen.durationSeconds, priceMinor: chosen.priceMinor, currency: "USD", free: chosen.free },
    name: "Ada Lindqvist", email: "ada@example.com", phone: "+12025550100", phoneMasked: "+1•••••••00",
    request: "I start a new job on Monday and would like to talk it through.",
    queue: null,
    payment: chosen.free ? null : pay("paid", { amountMinor: chosen.priceMinor }),
    attempts: [], scheduledAt: null, nextAttemptAt: null, createdAt: iso(-age), updatedAt: iso(-age), failure: null, timeline: [],
    ...rest,
  };
  bookings.set(id, booking);
  tokens.set(id, "demo");
  return booking;
}

const log = (booking, kind, text, at = iso()) => {
  booking.timeline.push({ seq: ++seq, at, kind, text });
  booking.updatedAt = at;
};

function change(booking, patch, kind, text) {
  Object.assign(booking, patch);
  log(booking, kind, text);
  for (const response of bookingStreams.get(booking.id) ?? []) response.write(`event: booking\nid: ${seq}\ndata: ${JSON.stringify(booking)}\n\n`);
  const event = { seq, at: iso(), kind, bookingId: booking.id, callId: null, data: {} };
  for (const response of operatorStreams) response.write(`event: domain\nid: ${seq}\ndata: ${JSON.stringify(event)}\n\n`);
}

const attempt = (state, outcome, started, answered, ended) => ({
  id: `call_${++seq}`, state, outcome,
  createdAt: iso(started), answeredAt: answered === null ? null : iso(answered), endedAt: ended === null ? null : iso(ended),
});

const story = (booking, ...lines) => lines.forEach(([offset, kind, text]) => log(booking, kind, text, iso(offset)));
const start = [[-300, "booking.created", "The call was booked."], [-262, "payment.paid", "The payment of $9.99 was received."], [-261, "booking.queued", "The call took its place in the queue."]];

story(make("demo_queued", { queue: { place: 4, ahead: 3, expectedWaitSeconds: 250 } }), ...start);
story(make("demo_retry", { attempts: [attempt("ended", "busy", -60, null, -40)], nextAttemptAt: iso(300) }), ...start, [-60, "call.placed", "Your phone was called."], [-40, "call.ended", "The line was busy. We try again in a few minutes."]);
story(make("demo_pending_payment", { state: "pending_payment", payment: pay("pending") }), start[0]);
story(make("demo_payment_failed", { state: "payment_failed", payment: pay("failed", { failureCode: "card_declined" }) }), start[0], [-200, "payment.failed", "The card was declined."]);
story(make("demo_scheduled", { state: "scheduled", scheduledAt: iso(86400 * 2) }), start[0], start[1]);
story(make("demo_calling", { state: "calling", attempts: [attempt("in_progress", null, -70, -62, null)] }), ...start, [-70, "call.placed", "Your phone was called."], [-62, "call.answered", "You picked up."]);
story(make("demo_ringing", { state: "calling", attempts: [attempt("ringing", null, -4, null, null)] }), ...start, [-4, "call.placed", "Your phone is being called."]);
story(make("demo_completed", { state: "completed", attempts: [attempt("ended", "completed", -240, -230, -30)] }), ...start, [-240, "call.placed", "Your phone was called."], [-230, "call.answered", "You picked up."], [-30, "booking.completed", "The call is complete."]);
story(make("demo_no_answer", { state: "no_answer", attempts: [attempt("ended", "no_answer", -200, null, -170), attempt("ended", "no_answer", -100, null, -70), attempt("ended", "voicemail", -30, -20, -10)], payment: pay("refunding", { refunds: [refund("asked")] }), failure: { code: "nobody_reached", sentence: "We called several times but reached nobody.", remedy: "Book again for a time that suits you." } }), ...start, [-10, "booking.no_answer", "Three calls reached nobody; the payment goes back."]);
story(make("demo_failed", { state: "failed", attempts: [attempt("ended", "invalid_number", -20, null, -18)], payment: pay("refunded", { refundedMinor: 999, refunds: [refund("given")] }), failure: { code: "invalid_number", sentence: "The number cannot be reached: the telephone network does not know it.", remedy: "Book again with another number." } }), ...start, [-18, "booking.failed", "The telephone network does not know this number."], [-15, "payment.refunded", "$9.99 was refunded."]);
story(make("demo_cancelled", { state: "cancelled", payment: pay("refunded", { refundedMinor: 999, refunds: [refund("given")] }) }), ...start, [-30, "booking.cancelled", "You cancelled the call."]);
story(make("demo_element", { state: "pending_payment", payment: pay("pending", { method: "element" }) }), start[0]);
story(make("demo_partly", { state: "completed", attempts: [attempt("ended", "completed", -240, -230, -30)], payment: pay("partly_refunded", { refundedMinor: 400, refunds: [refund("given", 400)] }) }), ...start, [-30, "booking.completed", "The call is complete."]);
story(make("demo_dispute", { state: "completed", attempts: [attempt("ended", "completed", -240, -230, -30)], payment: pay("paid", { dispute: { minor: 999, state: "open", reason: "product_not_received", dueBy: iso(86400 * 6) } }) }), ...start, [-30, "booking.completed", "The call is complete."]);
story(make("demo_crypto_refund", { state: "cancelled", payment: pay("refunding", { method: "crypto", refunds: [refund("asked")] }) }), ...start, [-30, "booking.cancelled", "You cancelled the call."]);
story(make("demo_free", { planCode: "free_trial", queue: { place: 1, ahead: 0, expectedWaitSeconds: 40 } }, 20), [-20, "booking.created", "The call was booked."], [-19, "booking.queued", "The call took its place in the queue."]);

const names = ["Mara Okafor", "Jonas Weber", "Priya Nair", "Tomás Herrera", "Elif Kaya", "Noor Haddad", "Samuel Brandt", "Ines Duarte", "Akira Mori"];
const account = (id, name, vendor, lines, health, agents) => ({ id, name, vendor, lines, live: 0, priority: 1, paused: false, lastError: health.state === "open" ? "The vendor answered 503 to the last five calls." : null, health, agents });
const closed = { state: "closed", openUntil: null, failures: 0 };
const accounts = [
  account("acc_1", "Main line", "Vapi", 10, closed, [
    { id: "agt_1", name: "Wren", persona: "warm", lines: 6, live: 3, priority: 1 },
    { id: "agt_2", name: "Otis", persona: "plain", lines: 4, live: 1, priority: 2 },
  ]),
  account("acc_2", "Spare line", "Retell", 4, { state: "open", openUntil: iso(240), failures: 5 }, [
    { id: "agt_3", name: "Wren", persona: "warm", lines: 4, live: 0, priority: 1 },
  ]),
];
const started = Date.now();
const empty = process.env.EMPTY === "1";

function overview() {
  const call = (n, state, since, agentId) => ({
    id: `call_live_${n}`, bookingId: "demo_calling", accountId: "acc_1", agentId, state, name: names[n], phoneMasked: `+1•••••••0${n}`,
    plan: plans[1 + (n % 3)].name, createdAt: new Date(started - since * 1000 - 9000).toISOString(),
    answeredAt: state === "in_progress" ? new Date(started - since * 1000).toISOString() : null, limitSeconds: plans[1 + (n % 3)].durationSeconds,
  });
  const calls = empty ? [] : [call(0, "in_progress", 372, "agt_1"), call(1, "in_progress", 95, "agt_2"), call(2, "in_progress", 1013, "agt_1"), call(3, "ringing", 2, "agt_1")];
  const moving = [...bookings.values()].filter((b) => !b.id.startsWith("demo_"));
  for (const b of moving.filter((m) => ["initiating", "calling"].includes(m.state))) {
    calls.push({ id: `call_${b.id}`, bookingId: b.id, accountId: "acc_1", agentId: "agt_2", state: b.attempts.at(-1)?.state ?? "initiating", name: b.name, phoneMasked: b.phoneMasked, plan: b.plan.name, createdAt: b.updatedAt, answeredAt: b.attempts.at(-1)?.answeredAt ?? null, limitSeconds: b.plan.durationSeconds });
  }
  const waiting = [4, 5, 6, 7, 8].map((n, index) => ({ bookingId: "demo_queued", name: names[n], phoneMasked: `+1•••••••1${n}`, plan: plans[n % 4].name, state: "queued", dueAt: n === 7 ? iso(200) : iso(-5), waitingSince: iso(-40 - 70 * (5 - index)), attempts: n === 7 ? 1 : 0, priority: 0 }));
  const own = moving.filter((m) => m.state === "queued").map((b) => ({ bookingId: b.id, name: b.name, phoneMasked: b.phoneMasked, plan: b.plan.name, state: b.state, dueAt: iso(-1), waitingSince: b.createdAt, attempts: b.attempts.length, priority: 0 }));
  const queue = (empty ? own : [...waiting, ...own]).map((entry, index) => ({ ...entry, place: index + 1 }));
  accounts[0].live = calls.length;
  return {
    seq, now: iso(), accounts: empty ? [] : accounts, calls, queue,
    today: { booked: empty ? 0 : 48, paid: empty ? 0 : 41, completed: empty ? 0 : 36, noAnswer: empty ? 0 : 2, failed: empty ? 0 : 1, cancelled: 2, inQueue: queue.length, calling: calls.length, revenueMinor: empty ? 0 : 58_342, refundedMinor: empty ? 0 : 1998, currency: "USD", meanWaitSeconds: empty ? null : 94 },
  };
}

/** The way of a booking from the queue to its end. */
function drive(booking) {
  const busy = booking.phone.endsWith("0101");
  const wrong = booking.phone.endsWith("0107");
  const steps = [
    () => change(booking, { state: "queued", queue: { place: 2, ahead: 1, expectedWaitSeconds: 70 } }, "booking.queued", "The call took its place in the queue."),
    () => change(booking, { queue: { place: 1, ahead: 0, expectedWaitSeconds: 20 } }, "queue.moved", "You are next."),
    () => change(booking, { state: "initiating", queue: null, attempts: [attempt("initiating", null, 0, null, null)] }, "call.placed", "Your phone is being called."),
    () => wrong
      ? change(booking, { state: "failed", attempts: [attempt("ended", "invalid_number", -2, null, 0)], payment: booking.payment && { ...booking.payment, state: "refunded", refundedMinor: booking.payment.amountMinor }, failure: bookings.get("demo_failed").failure }, "booking.failed", "The telephone network does not know this number.")
      : busy
        ? change(booking, { state: "queued", attempts: [attempt("ended", "busy", -2, null, 0)], nextAttemptAt: iso(120) }, "call.ended", "The line was busy.")
        : change(booking, { state: "calling", attempts: [attempt("in_progress", null, -3, 0, null)] }, "call.answered", "You picked up."),
    () => busy || wrong || change(booking, { state: "completed", attempts: [attempt("ended", "completed", -9, -6, 0)] }, "booking.completed", "The call is complete."),
  ];
  steps.forEach((step, index) => setTimeout(() => booking.state !== "cancelled" && step(), PACE * (index + 0.6)));
}

const problem = (response, status, code, detail, remedy, errors) => {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `/problems/${code}`, title: detail, status, code, detail, remedy, requestId: `req_${++seq}`, ...(errors ? { errors } : {}) }));
};
const json = (response, body, status = 200, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
};
const stream = (response, set) => {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": open\n\n");
  const beat = setInterval(() => response.write(": beat\n\n"), 15_000);
  set.add(response);
  response.on("close", () => { clearInterval(beat); set.delete(response); });
};
const read = (request) => new Promise((resolve) => {
  let text = "";
  request.on("data", (chunk) => { text += chunk; });
  request.on("end", () => { try { resolve(JSON.parse(text || "{}")); } catch { resolve({}); } });
});

const seen = new Map();
const trials = new Set();
const row = (b) => ({ id: b.id, name: b.name, phoneMasked: b.phoneMasked, email: b.email, plan: b.plan.name, state: b.state, paymentState: b.payment?.state ?? null, priceMinor: b.plan.priceMinor, currency: b.plan.currency, createdAt: b.createdAt, attempts: b.attempts.length });

async function api(request, response, url) {
  const path = url.pathname;
  const body = ["POST", "PUT", "PATCH"].includes(request.method) ? await read(request) : {};
  const org = url.searchParams.get("org") ?? body.org;
  const storefront = storefrontOf(org);
  if (!storefront) return problem(response, 404, "organisation_not_found", "There is no such organisation.", "Check the address.");
  if (path === "/api/storefront") return json(response, storefront);
  if (path === "/api/visits") return json(response, null, 204);
  if (path === "/api/trial") {
    const used = trials.has(body.phone) || trials.has(body.email);
    return json(response, { available: !used, nextAt: used ? iso(20 * 3600) : null });
  }
  if (path === "/api/availability") {
    const busy = url.searchParams.get("plan") === "premium";
    return json(response, { plan: url.searchParams.get("plan"), freeLines: busy ? 0 : 2, totalLines: 10, queued: busy ? 3 : 0, expectedWaitSeconds: busy ? 250 : 0 });
  }
  if (path === "/api/bookings" && request.method === "POST") {
    const key = request.headers["idempotency-key"];
    if (key && seen.has(key)) return json(response, seen.get(key), 201);
    const errors = [];
    if (/[\d]/.test(body.name)) errors.push({ field: "name", code: "invalid", message: "this holds characters that cannot be shown" });
    if (body.phone === "+12025550199") errors.push({ field: "phone", code: "not_in_plan", message: "this number does not exist in its country's numbering plan; check the digits" });
    if (errors.length) return problem(response, 422, "validation_failed", "Some of what was entered cannot be taken.", "Correct the fields named and send again.", errors);
    const chosen = storefront.plans.find((p) => p.code === body.plan);
    if (chosen.minimumAge > 0 && !body.ageConfirmed) return problem(response, 422, "validation_failed", "Some of what was entered cannot be taken.", "Correct the fields named and send again.", [{ field: "ageConfirmed", code: "required", message: `this plan is for people of ${chosen.minimumAge} and over` }]);
    if (chosen.free && (trials.has(body.phone) || trials.has(body.email))) return problem(response, 409, "trial_used", "The free trial of this number was used; the next is possible tomorrow at 10:40.", "Choose a paid plan, or come back later.");
    const booking = make(`bkg_${++seq}`, { organisation: storefront.organisation.slug, planCode: body.plan, name: body.name, email: body.email, phone: body.phone, request: body.request, scheduledAt: body.scheduledAt, state: chosen.free ? "confirmed" : "pending_payment", ...(chosen.free ? {} : { payment: pay("pending", { amountMinor: chosen.priceMinor, method: body.method ?? "checkout" }) }) }, 0);
    log(booking, "booking.created", "The call was booked.");
    if (chosen.free) [body.phone, body.email].forEach((person) => trials.add(person));
    if (chosen.free) drive(booking);
    const answer = { booking, token: "demo", checkoutUrl: chosen.free || body.method === "element" ? null : `http://${request.headers.host}/checkout/${booking.id}` };
    if (key) seen.set(key, answer);
    return json(response, answer, 201);
  }
  const mine = /^\/api\/bookings\/([^/]+)(?:\/(.+))?$/.exec(path);
  if (mine) {
    const [, id, action] = mine;
    const token = request.headers.authorization?.replace("Bearer ", "") ?? url.searchParams.get("token");
    const booking = bookings.get(id);
    if (!booking || tokens.get(id) !== token) return problem(response, 404, "booking_not_found", "There is no such booking.", "Check the link that you were given.");
    if (!action) return json(response, booking);
    if (action === "events") {
      if (!bookingStreams.has(id)) bookingStreams.set(id, new Set());
      return stream(response, bookingStreams.get(id));
    }
    if (action === "cancel") {
      if (!["pending_payment", "payment_failed", "queued", "scheduled", "confirmed"].includes(booking.state)) return problem(response, 409, "booking_not_cancellable", "This booking can no longer be cancelled.", "Hang up the call if it rings, or ask for help.");
      const refund = booking.payment?.state === "paid" ? { ...booking.payment, state: "refunding" } : booking.payment && { ...booking.payment, state: "expired" };
      change(booking, { state: "cancelled", queue: null, payment: refund }, "booking.cancelled", "You cancelled the call.");
      return json(response, booking);
    }
    if (action === "phone") {
      change(booking, { phone: body.phone }, "booking.phone_changed", "The number was changed.");
      return json(response, booking);
    }
    if (action === "checkout" && body.method) booking.payment.method = body.method;
    if (action === "element") {
      booking.payment.method = "element";
      return json(response, { clientSecret: `${id}_secret`, publishableKey: "pk_test_mock", scriptUrl: `http://${request.headers.host}/mock/stripe.js`, amountMinor: booking.payment.amountMinor, currency: "USD", returnUrl: `http://${request.headers.host}/booking/${id}?token=demo&paid=1` });
    }
    if (action === "checkout") return json(response, { checkoutUrl: `http://${request.headers.host}/checkout/${id}` });
    if (action === "payment-check") {
      if (["pending", "failed", "expired"].includes(booking.payment?.state)) {
        change(booking, { state: "confirmed", payment: { ...booking.payment, state: "paid", methods: [] } }, "payment.paid", "The payment was received.");
        drive(booking);
      }
      return json(response, booking);
    }
  }
  if (path === "/api/auth/login") {
    if (body.password !== "demo") return problem(response, 401, "wrong_credentials", "The e-mail address or the password is wrong.", "Try again; mind upper and lower case.");
    return json(response, session, 200, { "set-cookie": "mock=1; Path=/; HttpOnly; SameSite=Lax" });
  }
  if (path === "/api/auth/logout") return json(response, null, 204, { "set-cookie": "mock=; Path=/; Max-Age=0" });
  if (!/\bmock=1\b/.test(request.headers.cookie ?? "")) return problem(response, 401, "not_signed_in", "You are not signed in.", "Sign in and try again.");
  if (path === "/api/auth/me") return json(response, session);
  if (path === "/api/events") return stream(response, operatorStreams);
  const asked = answer({ path, method: request.method, body, query: url.searchParams, bookings, accounts, change });
  if (asked?.code) return problem(response, asked.status, asked.code, "There is nothing at this address.", "Check the address.");
  if (asked) return json(response, asked.value, asked.status);
  if (path === "/api/operator/overview") {
    const board = overview();
    return json(response, { ...board, accounts: [...board.accounts.map(dress), ...(empty ? [] : tills)] });
  }
  if (path === "/api/operator/bookings") {
    const states = (url.searchParams.get("state") ?? "").split(",").filter(Boolean);
    const words = (url.searchParams.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (b) => words.every((word) => `${b.name} ${b.email} ${b.id}`.toLowerCase().split(/\s+/).some((known) => known.startsWith(word)));
    const all = (empty ? [] : [...bookings.values()]).reverse().filter((b) => (!states.length || states.includes(b.state)) && fits(b)).map((b, n) => ({ ...row(b), ...(b.name === "Ada Lindqvist" ? { name: names[n % names.length] } : {}) }));
    const from = Number(url.searchParams.get("cursor") ?? 0);
    return json(response, { items: all.slice(from, from + 9), nextCursor: from + 9 < all.length ? String(from + 9) : null });
  }
  const one = /^\/api\/operator\/bookings\/([^/]+)(\/cancel)?$/.exec(path);
  if (one) {
    const booking = bookings.get(one[1]);
    if (!booking) return problem(response, 404, "booking_not_found", "There is no such booking.", "Check the link that you were given.");
    if (one[2]) {
      change(booking, { state: "cancelled", queue: null }, "booking.cancelled", "The operator cancelled the call.");
      return json(response, booking);
    }
    return json(response, { booking: dressPayment(booking), events: booking.timeline.map((t) => ({ seq: t.seq, at: t.at, kind: t.kind, bookingId: booking.id, callId: t.kind.startsWith("call") ? (booking.attempts.at(-1)?.id ?? null) : null, data: t.kind === "payment.paid" ? { amountMinor: 999, currency: "USD" } : {} })) });
  }
  const pause = /^\/api\/operator\/accounts\/([^/]+)\/pause$/.exec(path);
  if (pause) {
    const found = accounts.find((a) => a.id === pause[1]);
    found.paused = body.paused;
    return json(response, found);
  }
  return problem(response, 404, "not_found", "There is nothing at this address.", "Check the address.");
}

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** The card page: 4242… pays, …0002 is declined, …3184 asks the bank first. */
function checkout(response, url) {
  const id = url.pathname.split("/")[2];
  const card = (url.searchParams.get("card") ?? "").replaceAll(" ", "");
  const paid = card === "4242424242424242" || url.searchParams.get("bank") === "Complete";
  if (paid) {
    response.writeHead(303, { location: `/booking/${id}?token=demo&paid=1` });
    return response.end();
  }
  const field = (label, name) => `<p><label>${label} <input name="${name}"></label></p>`;
  const form = card.endsWith("3184")
    ? `<button name="bank">Fail</button> <button name="bank" value="Complete">Complete</button>`
    : `${card ? "<p>The card was declined.</p>" : ""}${field("Card number", "card")}${field("Expiry", "expiry")}${field("CVC", "cvc")}${field("Name on card", "holder")}<button>Pay</button>`;
  response.writeHead(200, { "content-type": "text/html" });
  return response.end(`<!doctype html><html lang="en"><title>Card</title><main><h1>Card payment</h1><form>${form}</form><a href="/booking/${id}?token=demo&paid=0">Back</a></main></html>`);
}

function page(request, response, url) {
  if (url.pathname === "/readyz") return json(response, {});
  if (url.pathname.startsWith("/checkout/")) return checkout(response, url);
  if (url.pathname.startsWith("/mock/paid/")) return json(response, {});
  if (url.pathname === "/mock/stripe.js") {
    response.writeHead(200, { "content-type": "text/javascript" });
    return createReadStream(fileURLToPath(new URL("stripe.js", import.meta.url))).pipe(response);
  }
  const asked = join(DIST, normalize(url.pathname));
  const file = extname(asked) && existsSync(asked) ? asked : join(DIST, "index.html");
  if (!existsSync(file)) return json(response, { message: "Run `npm run build` first, or use `npm run dev`." }, 404);
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": CSP, "referrer-policy": "same-origin" });
  return createReadStream(file).pipe(response);
}

createServer((request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  if (!url.pathname.startsWith("/api/")) return page(request, response, url);
  return void api(request, response, url);
}).listen(PORT, "127.0.0.1");
