//! Every change that somebody makes is on record: who, what, as it was and as it is. The operations come from the
//! API's own document: one that nobody has thought about here fails.

use std::collections::{BTreeMap, BTreeSet};

use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, Booked, House, Operator, Receiver, form, phone};
use crate::operating::dead_letter;

/// The operations that leave no row, each with its reason.
const APART: &[(&str, &str)] = &[
    ("POST /api/trial", "a visitor asks"),
    ("POST /api/visits", "a tally of visitors"),
    ("POST /api/bookings", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/bookings/{id}/cancel", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/bookings/{id}/phone", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/bookings/{id}/checkout", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/bookings/{id}/element", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/bookings/{id}/payment-check", "a visitor's own doing, told by the events of the booking"),
    ("POST /api/tasks/{task}", "a timer; what it moves is told by events"),
    ("POST /api/operator/accounts/{id}/check", "asks the vendor something and changes nothing"),
    ("POST /api/auth/sign-in", "a session, which the list of sessions shows"),
    ("POST /api/auth/google/code", "a session, which the list of sessions shows"),
    ("POST /api/auth/login", "a session, which the list of sessions shows"),
    ("POST /api/auth/token", "a session, which the list of sessions shows"),
    ("POST /api/auth/refresh", "a session, which the list of sessions shows"),
    ("POST /api/auth/sign-out", "a session, which the list of sessions shows"),
    ("POST /api/auth/logout", "a session, which the list of sessions shows"),
    ("POST /api/auth/switch", "a session, which the list of sessions shows"),
    ("DELETE /api/auth/sessions", "sessions, which the list of sessions shows"),
    ("DELETE /api/auth/sessions/{id}", "a session, which the list of sessions shows"),
    ("POST /api/auth/password-strength", "changes nothing"),
    ("POST /api/voice/preview", "lets somebody hear a voice and changes nothing"),
    ("POST /api/voice/test-greeting", "lets somebody hear a greeting and changes nothing"),
    ("POST /api/voice/demo-call", "says where to call from the browser; the call is told by events"),
    ("POST /api/auth/forgot", "sends a mail and changes nothing"),
    ("POST /api/auth/verify", "a proof of one's own address, kept with the person"),
    ("POST /api/auth/verify/resend", "sends a mail and changes nothing"),
    ("POST /api/auth/totp", "changes nothing until it is confirmed"),
    ("PUT /api/user/preferences", "how somebody likes the page"),
    // By nobody who is signed in, or by codes: the stories in `identity` look for these rows.
    ("POST /api/auth/register", "organisation.made, in the story of signing up"),
    (
        "POST /api/onboarding/create-organization",
        "organisation.made in the new one, in the story of making it",
    ),
    (
        "POST /api/admin/organisations/{id}/suspend",
        "organisation.suspended there, in the administrator's story",
    ),
    ("POST /api/admin/organisations/{id}/resume", "organisation.resumed there, in the administrator's story"),
    ("POST /api/admin/organisations/{id}/enter", "organisation.entered there, in the story of the visit"),
    ("POST /api/admin/leave", "organisation.left there, in the story of the visit"),
    ("DELETE /api/calls/{id}/recording", "recording.deleted, in the story of the recording"),
    ("POST /api/auth/reset", "user.password_reset, in the story of signing up"),
    ("POST /api/auth/totp/confirm", "user.second_factor_on, in the story of the second factor"),
    ("DELETE /api/auth/totp", "user.second_factor_off, in the story of the second factor"),
    ("DELETE /api/user/memberships/{id}", "member.left, in the story of leaving"),
    ("DELETE /api/user", "member.deleted_account, in the story of leaving"),
    ("POST /api/auth/invitations/{token}/accept", "member.joined, in the story of the invitation"),
];

/// What is done, one operation after the other.
struct Walk<'a> {
    who: &'a Operator,
    id: String,
    done: BTreeSet<String>,
    newest: Value,
}

impl<'a> Walk<'a> {
    async fn of(who: &'a Operator) -> Self {
        let session = who.get("/api/auth/session").await.good();
        let id = session["user"]["id"].as_str().unwrap().to_owned();
        Self { who, id, done: BTreeSet::new(), newest: newest(who).await }
    }

    /// Does an operation of the document (its `{…}` stand for these ids). It must be good and leave a row of this
    /// action. Gives the answer.
    async fn step(&mut self, operation: &str, ids: &[&str], body: Value, action: &str) -> Value {
        let (method, path) = operation.split_once(' ').unwrap();
        let mut aimed = path.to_owned();
        for id in ids {
            let (from, until) = (aimed.find('{').unwrap(), aimed.find('}').unwrap());
            aimed.replace_range(from..=until, id);
        }
        let request = self.who.request(method.parse().unwrap(), &aimed).json(&body);
        self.sent(operation, request, action).await
    }

    /// The same with a request of one's own.
    async fn sent(&mut self, operation: &str, request: reqwest::RequestBuilder, action: &str) -> Value {
        let answer = Answer::of(request).await;
        assert!((200..300).contains(&answer.status), "{operation}: {} {}", answer.status, answer.text);
        let row = newest(self.who).await;
        assert_ne!(row["id"], self.newest["id"], "{operation} left no row");
        assert_eq!(row["action"], action, "{operation}");
        assert_eq!((&row["actor"]["kind"], &row["actor"]["id"]), (&json!("user"), &json!(self.id)), "{row}");
        assert!(row["address"].is_string() && row["subject"]["id"].is_string(), "{row}");
        let nothing = row["before"].as_object().is_none_or(serde_json::Map::is_empty);
        assert!(nothing || row["before"] != row["after"], "{row}");
        self.newest = row;
        self.done.insert(operation.to_owned());
        answer.body
    }

    /// What the newest row says that changed.
    fn change(&self) -> (&Value, &Value) {
        (&self.newest["before"], &self.newest["after"])
    }
}

async fn newest(who: &Operator) -> Value {
    who.get("/api/audit").await.good()["items"][0].clone()
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn first(who: &Operator, path: &str, list: &str) -> Value {
    let answer = who.get(path).await.good();
    assert!(answer[list][0].is_object(), "{path} is empty: {answer}");
    answer[list][0].clone()
}

async fn bookings(walk: &mut Walk<'_>, house: &House) {
    let missed = house.visitor.book("free_trial", &phone(2)).await;
    assert_eq!(house.visitor.end(&missed).await["state"], "no_answer");
    let mut wanted = form("standard", &phone(0));
    wanted["method"] = "crypto".into();
    let coins = Booked::of(&house.visitor.post("/api/bookings", &wanted).await.good());
    let detail = walk.who.get(&format!("/api/operator/bookings/{}", coins.id)).await.good();
    house.sandbox.press(detail["booking"]["payment"]["checkoutRef"].as_str().unwrap(), "pay").await;
    house.visitor.end(&coins).await;
    for account in house.accounts("vapi").await {
        let pause = "POST /api/operator/accounts/{id}/pause";
        walk.step(pause, &[account.id.as_str()], json!({ "paused": true }), "account.paused").await;
    }
    let waits = house.visitor.book_and_pay("standard", &phone(42)).await;
    house.visitor.reaches(&waits, "queued").await;
    let at = |verb: &str| format!("POST /api/operator/bookings/{{id}}/{verb}");
    walk.step(&at("priority"), &[&waits.id], json!({ "priority": 7 }), "booking.reprioritised").await;
    assert_eq!(walk.change().1, &json!({ "priority": 7 }));
    walk.step(&at("cancel"), &[&waits.id], json!({}), "booking.cancelled").await;
    assert_eq!(walk.change(), (&json!({ "state": "queued" }), &json!({ "state": "cancelled" })));
    walk.step(&at("retry"), &[&missed.id], json!({}), "booking.retried").await;
    assert_eq!(walk.change(), (&json!({ "state": "no_answer" }), &json!({ "state": "queued" })));
    let wish = json!({ "reason": "as a courtesy" });
    walk.step(&at("refund"), &[&coins.id], wish, "payment.refund_asked").await;
    let refund = walk.change().1["refund"].as_str().unwrap().to_owned();
    house.settle().await;
    let given = json!({ "reference": "tx 0x7f" });
    let path = at("refunds/{refundId}/given");
    walk.step(&path, &[&coins.id, &refund], given, "payment.refund_given").await;
    let yesterday = house.engine().now().minus(std::time::Duration::from_secs(24 * 3_600)).to_string();
    let day = json!({ "accountId": house.accounts("stripe").await[0].id, "day": &yesterday[..10] });
    walk.step("POST /api/operator/reconciliations", &[], day, "payments.reconciled").await;
}

async fn accounts_and_agents(walk: &mut Walk<'_>) {
    let new = json!({
        "vendor": "vapi", "name": "Spare", "mode": "sandbox", "lines": 3, "priority": 1,
        "key": "a-secret-of-the-vendor",
    });
    let account = id(&walk.step("POST /api/operator/accounts", &[], new, "account.created").await);
    let at = |verb: &str| format!("/api/operator/accounts/{{id}}{verb}");
    let change = json!({ "name": "Sparer", "lines": 4 });
    walk.step(&format!("PATCH {}", at("")), &[&account], change, "account.changed").await;
    assert_eq!(
        walk.change(),
        (&json!({ "name": "Spare", "lines": 3 }), &json!({ "name": "Sparer", "lines": 4 }))
    );
    let secrets = json!({ "key": "another-secret-of-the-vendor" });
    walk.step(&format!("PUT {}", at("/secrets")), &[&account], secrets, "account.secrets_changed").await;
    assert_eq!(walk.change().1, &json!({ "replaced": ["key"] }));
    let closed = "account.breaker_closed";
    walk.step(&format!("POST {}", at("/close-breaker")), &[&account], json!({}), closed).await;
    let new = json!({
        "accountId": account, "name": "Spare", "persona": "luna", "assistantRef": "a", "numberRef": "n",
        "lines": 1, "priority": 1, "active": true,
    });
    let agent = id(&walk.step("POST /api/operator/agents", &[], new, "agent.created").await);
    let change = json!({ "active": false });
    walk.step("PATCH /api/operator/agents/{id}", &[&agent], change, "agent.changed").await;
    assert_eq!(walk.change(), (&json!({ "active": true }), &json!({ "active": false })));
}

async fn scripts(walk: &mut Walk<'_>) {
    let made = walk.step("POST /api/agents", &[], json!({ "name": "Robin" }), "agent.created").await;
    let agent = id(&made);
    let mut script = made["draft"]["script"].clone();
    let publish = "POST /api/agents/{id}/publish";
    let first = json!({ "tag": made["draft"]["tag"], "note": "First" });
    walk.step(publish, &[&agent], first, "agent.published").await;
    script["instructions"] = json!("Be brief.");
    let brief = json!({ "tag": made["draft"]["tag"], "script": script });
    let kept = walk.step("PUT /api/agents/{id}/draft", &[&agent], brief, "agent.draft_changed").await;
    let tag = &kept["draft"]["tag"];
    walk.step(publish, &[&agent], json!({ "tag": tag, "note": "Second" }), "agent.published").await;
    let back = json!({ "tag": tag, "number": 1 });
    walk.step("POST /api/agents/{id}/rollback", &[&agent], back, "agent.published").await;
    walk.step("POST /api/agents/tool-secret", &[], json!({}), "tools.secret_changed").await;
    script["tools"] = json!([{
        "name": "find_order", "description": "Finds an order.", "url": "https://tools.example.com/",
        "parameters": [{ "name": "number", "description": "Its number.", "required": true }],
    }]);
    let current = walk.who.get(&format!("/api/agents/{agent}")).await.good();
    let tools = json!({ "tag": current["draft"]["tag"], "script": script });
    walk.step("PUT /api/agents/{id}/draft", &[&agent], tools, "agent.draft_changed").await;
    // Without what the tool has to be told its server is not asked.
    let tried = "POST /api/agents/{id}/tools/{name}/try";
    walk.step(tried, &[&agent, "find_order"], json!({}), "agent.tool_tried").await;
}

async fn getting_started(walk: &mut Walk<'_>) {
    let path = "/api/onboarding/progress";
    let mut progress = walk.who.get(path).await.good();
    progress["step"] = json!(4);
    walk.step(&format!("PUT {path}"), &[], progress, "organisation.changed").await;
    let salon = json!({ "code": "salon" });
    walk.step("POST /api/onboarding/apply-template", &[], salon, "organisation.template_applied").await;
    walk.step("POST /api/onboarding/test-call", &[], json!({}), "booking.test_call").await;
}

async fn offers(walk: &mut Walk<'_>) {
    let mut plan = first(walk.who, "/api/operator/plans", "items").await;
    let code = plan["code"].as_str().unwrap().to_owned();
    let was = plan["priceMinor"].clone();
    plan["priceMinor"] = json!(was.as_i64().unwrap() + 100);
    let put = "PUT /api/operator/plans/{code}";
    walk.step(put, &[&code], plan.clone(), "plan.changed").await;
    assert_eq!(walk.change(), (&json!({ "priceMinor": was }), &json!({ "priceMinor": plan["priceMinor"] })));
    plan["code"] = "brand_new".into();
    walk.step(put, &["brand_new"], plan, "plan.made").await;
    let page = walk.who.get("/api/operator/storefront").await.good();
    let page = json!({ "name": "Morning Line", "content": page["content"] });
    walk.step("PUT /api/operator/storefront", &[], page, "storefront.changed").await;
    assert_eq!(walk.change().1, &json!({ "name": "Morning Line" }));
}

async fn work(walk: &mut Walk<'_>, house: &House, receiver: &Receiver) {
    let webhook = id(&first(walk.who, "/api/operator/webhooks", "items").await);
    let (again, gone) = (dead_letter(house, &webhook).await, dead_letter(house, &webhook).await);
    walk.step("POST /api/operator/jobs/{id}/retry", &[&again], json!({}), "job.retried").await;
    walk.step("DELETE /api/operator/jobs/{id}", &[&gone], json!({}), "job.deleted").await;
    walk.step("POST /api/operator/webhooks/{id}/replay", &[&webhook], json!({}), "webhook.replayed").await;
    let new = json!({ "url": receiver.url, "kinds": ["endpoint.test"], "description": "Books" });
    let made = walk.step("POST /api/webhook-endpoints", &[], new, "endpoint.made").await;
    let endpoint = id(&made["endpoint"]);
    let at = |method: &str, verb: &str| format!("{method} /api/webhook-endpoints/{{id}}{verb}");
    let test = walk.step(&at("POST", "/test"), &[&endpoint], json!({}), "endpoint.tested").await;
    house.settle().await;
    let delivery = id(&test);
    walk.step("POST /api/deliveries/{id}/replay", &[&delivery], json!({}), "delivery.replayed").await;
    walk.step(&at("POST", "/secret"), &[&endpoint], json!({}), "endpoint.secret_changed").await;
    let off = json!({ "active": false });
    walk.step(&at("PATCH", ""), &[&endpoint], off, "endpoint.changed").await;
    assert_eq!(walk.change(), (&json!({ "active": true }), &json!({ "active": false })));
    walk.step(&at("DELETE", ""), &[&endpoint], json!({}), "endpoint.dropped").await;
}

async fn people(walk: &mut Walk<'_>, house: &House) {
    let new = json!({ "email": "bo@example.com", "role": "viewer" });
    let sent = id(&walk.step("POST /api/team/invitations", &[], new, "invitation.sent").await);
    let again = "POST /api/team/invitations/{id}/resend";
    let sent = id(&walk.step(again, &[&sent], json!({}), "invitation.sent_again").await);
    let withdraw = "DELETE /api/team/invitations/{id}";
    walk.step(withdraw, &[&sent], json!({}), "invitation.withdrawn").await;
    Operator::make(house, &house.org, Role::Viewer).await;
    let team = walk.who.get("/api/team").await.good();
    let member = team["members"].as_array().unwrap().iter().find(|one| one["role"] == "viewer").unwrap();
    let member = member["userId"].as_str().unwrap();
    let role = json!({ "role": "operator" });
    walk.step("PATCH /api/team/members/{id}", &[member], role, "member.role_changed").await;
    walk.step("DELETE /api/team/members/{id}", &[member], json!({}), "member.removed").await;
    let new = json!({ "name": "Reports", "scopes": ["bookings.read"] });
    let key = id(&walk.step("POST /api/keys", &[], new, "key.made").await);
    walk.step("DELETE /api/keys/{id}", &[&key], json!({}), "key.revoked").await;
}

async fn business(walk: &mut Walk<'_>) {
    let special = json!([{ "date": "2030-12-24", "name": "Eve", "closed": true, "intervals": [] }]);
    for (path, field, value) in [
        ("/api/organizations", "/businessType", json!("dental")),
        ("/api/organizations/config", "/actions/sendSms", Value::Null),
        ("/api/organizations/voice-config", "/greeting", json!("Good morning.")),
        ("/api/organizations/schedule", "/special", special),
        ("/api/organizations/onboarding-progress", "/step", json!(2)),
    ] {
        let mut body = walk.who.get(path).await.good();
        let place = body.pointer_mut(field).unwrap_or_else(|| panic!("{path} has no {field}"));
        *place = if value.is_null() { json!(!place.as_bool().unwrap()) } else { value };
        walk.step(&format!("PUT {path}"), &[], body, "organisation.changed").await;
    }
    let path = "/api/organizations/logo";
    let picture = b"\x89PNG\r\n\x1a\n a picture".to_vec();
    let request = walk.who.request(reqwest::Method::PUT, path).header("content-type", "image/png");
    walk.sent(&format!("PUT {path}"), request.body(picture), "organisation.changed").await;
    let new = json!({ "vendor": "stripe", "name": "Second till", "mode": "sandbox" });
    let made = walk.step("POST /api/organizations/integrations", &[], new, "account.created").await;
    let gone = "DELETE /api/organizations/integrations/{id}";
    walk.step(gone, &[&id(&made)], json!({}), "account.disconnected").await;
    let new = json!({ "name": "Åsa Ek", "email": "asa@example.com" });
    let member = id(&walk.step("POST /api/staff", &[], new, "staff.created").await);
    let off = json!({ "name": "Åsa Ek", "email": "asa@example.com", "active": false });
    walk.step("PUT /api/staff/{id}", &[&member], off, "staff.changed").await;
    assert_eq!(walk.change(), (&json!({ "active": true }), &json!({ "active": false })));
    walk.step("DELETE /api/staff/{id}", &[&member], json!({}), "staff.removed").await;
    let new = json!({ "name": "Check-up", "durationMinutes": 30 });
    let service = id(&walk.step("POST /api/services", &[], new, "service.created").await);
    let longer = json!({ "name": "Check-up", "durationMinutes": 45 });
    walk.step("PUT /api/services/{id}", &[&service], longer, "service.changed").await;
    assert_eq!(walk.change(), (&json!({ "durationMinutes": 30 }), &json!({ "durationMinutes": 45 })));
    walk.step("DELETE /api/services/{id}", &[&service], json!({}), "service.removed").await;
    walk.step("POST /api/services/{id}/restore", &[&service], json!({}), "service.restored").await;
    let many = json!({ "create": [{ "name": "Filling", "durationMinutes": 60 }] });
    walk.step("POST /api/services/bulk", &[], many, "service.created").await;
}

async fn oneself(walk: &mut Walk<'_>, password: &str) {
    let name = json!({ "name": "Olle Owner" });
    walk.step("PATCH /api/user/profile", &[], name, "user.profile_changed").await;
    let other = json!({ "current": password, "password": "violet-harbour-37-mango" });
    walk.step("POST /api/user/password", &[], other, "user.password_changed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_that_somebody_makes_is_on_record() {
    let house = House::with(|args, _| args.loopback_webhooks = true).await;
    let owner = Operator::demo(&house).await;
    let receiver = Receiver::start().await;
    let mut walk = Walk::of(&owner).await;
    bookings(&mut walk, &house).await;
    accounts_and_agents(&mut walk).await;
    scripts(&mut walk).await;
    offers(&mut walk).await;
    work(&mut walk, &house, &receiver).await;
    people(&mut walk, &house).await;
    business(&mut walk).await;
    getting_started(&mut walk).await;
    oneself(&mut walk, &house.server.login.as_ref().unwrap().password).await;
    let apart: BTreeMap<_, _> = APART.iter().copied().collect();
    let document = house.visitor.get("/api/openapi.json").await.good();
    let mut forgotten = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let operation = format!("{} {path}", method.to_uppercase());
            let changes = ["post", "put", "patch", "delete"].contains(&method.as_str());
            if changes && !walk.done.contains(&operation) && !apart.contains_key(operation.as_str()) {
                forgotten.push(operation);
            }
        }
    }
    assert!(forgotten.is_empty(), "nobody looks for the rows of {forgotten:#?}");
    // Neither a vendor's key nor a phone number of a customer is in any of it.
    let mut cursor = String::new();
    loop {
        let page = owner.get(&format!("/api/audit{cursor}")).await.good();
        for secret in ["secret-of-the-vendor", "whsec_", "rw_live_", "+1202555"] {
            assert!(!page.to_string().contains(secret), "the trail holds {secret}: {page}");
        }
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("?cursor={next}");
    }
}
