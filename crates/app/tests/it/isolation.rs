//! Every route of the API, asked by the owner of another organisation with this one's ids. The routes come
//! from the API's own document: one that nobody has thought about here fails.

use reqwest::Method;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::CallId;
use ringwright_store::{LiveCall, LiveUsage};
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, Receiver, phone, rows};
use crate::tenants::second_organisation;

/// What an id in an address is of.
#[derive(Debug, Clone, Copy)]
enum Of {
    Booking,
    Account,
    Agent,
    Job,
    Webhook,
    Endpoint,
    Delivery,
    Organisation,
    Session,
    Service,
    Staff,
    Member,
    Invitation,
    Key,
    Call,
    Recording,
}

/// How a route is tried.
#[derive(Debug)]
enum Case {
    /// It names something of this organisation by `{id}`, in the address or in the body, which the other must
    /// not find: 404 with this code.
    Names(Of, Value, &'static str),
    /// It names something of this organisation by `{id}` in its body, of which this field is refused: 422.
    Points(Of, Value, &'static str),
    /// It names something of this organisation by `{id}`, and is for those above all organisations: 403.
    Above(Of, Value),
    /// It names nothing by an id. The answer to this body must hold nothing of this organisation.
    Asks(Value),
    /// It is not tried here, for this reason.
    Apart(&'static str),
}

/// The case of a route; none for one that is new. Reading without an id in the address needs no entry: it is
/// asked, and what it answers is looked through.
fn case(method: &Method, path: &str) -> Option<Case> {
    let none = || json!({});
    let booking = |body| Case::Names(Of::Booking, body, "booking_not_found");
    let account = |body| Case::Names(Of::Account, body, "account_not_found");
    let endpoint = |body| Case::Names(Of::Endpoint, body, "endpoint_not_found");
    Some(match (method.as_str(), path) {
        ("GET", "/api/events") => Case::Apart("a stream without an end; tenants.rs follows it"),
        ("GET", path) if !path.contains('{') => Case::Asks(Value::Null),
        ("GET" | "POST", path) if path.starts_with("/api/auth/invitations/{token}") => {
            Case::Apart("by the token of the link, which the other does not have")
        }
        ("POST", "/api/trial" | "/api/visits" | "/api/bookings") => {
            Case::Apart("anybody may, on the public page of the organisation that they name")
        }
        ("POST", path) if path.starts_with("/api/admin/organisations/{id}/") => {
            Case::Above(Of::Organisation, json!({ "reason": "A raid" }))
        }
        ("POST", "/api/admin/leave") => Case::Asks(none()),
        ("POST", "/api/auth/switch") => {
            Case::Names(Of::Organisation, json!({ "organisationId": "{id}" }), "organisation_not_found")
        }
        ("DELETE", "/api/auth/sessions/{id}") => Case::Names(Of::Session, none(), "session_not_found"),
        (
            "POST" | "DELETE",
            "/api/auth/sign-in"
            | "/api/auth/google/code"
            | "/api/auth/login"
            | "/api/auth/token"
            | "/api/auth/refresh"
            | "/api/auth/sign-out"
            | "/api/auth/logout"
            | "/api/auth/sessions"
            | "/api/auth/totp"
            | "/api/auth/totp/confirm"
            | "/api/auth/verify"
            | "/api/auth/verify/resend"
            | "/api/auth/forgot"
            | "/api/auth/reset",
        ) => Case::Apart("about the asker's own account and sessions, by what only the asker has"),
        (
            "PATCH" | "PUT" | "POST" | "DELETE",
            "/api/user" | "/api/user/profile" | "/api/user/preferences" | "/api/user/password",
        ) => Case::Apart("about the asker's own account"),
        ("DELETE", "/api/user/memberships/{id}") => {
            Case::Names(Of::Organisation, none(), "organisation_not_found")
        }
        ("PATCH", "/api/team/members/{id}") => {
            Case::Names(Of::Member, json!({ "role": "viewer" }), "member_not_found")
        }
        ("DELETE", "/api/team/members/{id}") => Case::Names(Of::Member, none(), "member_not_found"),
        ("POST" | "DELETE", "/api/team/invitations/{id}" | "/api/team/invitations/{id}/resend") => {
            Case::Names(Of::Invitation, none(), "invitation_not_found")
        }
        ("DELETE", "/api/keys/{id}") => Case::Names(Of::Key, none(), "key_not_found"),
        ("POST", "/api/tasks/{task}") => Case::Apart("by the installation's secret, for all organisations"),
        // The public page of a booking: by its token, which the other does not have.
        ("GET", "/api/bookings/{id}" | "/api/bookings/{id}/events") => booking(Value::Null),
        ("POST", "/api/bookings/{id}/phone") => booking(json!({ "phone": phone(0) })),
        ("POST", path) if path.starts_with("/api/bookings/{id}/") => booking(none()),
        ("GET", "/api/operator/bookings/{id}") => booking(Value::Null),
        ("POST", "/api/operator/bookings/{id}/priority") => booking(json!({ "priority": 1 })),
        ("POST", "/api/operator/bookings/{id}/refund") => booking(json!({ "reason": "no" })),
        ("POST", "/api/operator/bookings/{id}/refunds/{refundId}/given") => {
            booking(json!({ "reference": "x" }))
        }
        ("POST", "/api/operator/bookings/{id}/retry" | "/api/operator/bookings/{id}/cancel") => {
            booking(none())
        }
        ("PATCH", "/api/operator/accounts/{id}") => account(json!({ "lines": 0 })),
        ("PUT", "/api/operator/accounts/{id}/secrets") => account(json!({ "key": "stolen" })),
        ("POST", "/api/operator/accounts/{id}/pause") => account(json!({ "paused": true })),
        ("POST", "/api/operator/accounts/{id}/close-breaker" | "/api/operator/accounts/{id}/check") => {
            account(none())
        }
        ("PATCH", "/api/operator/agents/{id}") => {
            Case::Names(Of::Agent, json!({ "active": false }), "agent_not_found")
        }
        ("POST" | "DELETE", "/api/operator/jobs/{id}" | "/api/operator/jobs/{id}/retry") => {
            Case::Names(Of::Job, none(), "job_not_found")
        }
        ("GET" | "POST", "/api/operator/webhooks/{id}" | "/api/operator/webhooks/{id}/replay") => {
            Case::Names(Of::Webhook, none(), "webhook_not_found")
        }
        ("POST", "/api/voice/test-greeting" | "/api/voice/demo-call") => {
            Case::Names(Of::Agent, json!({ "agentId": "{id}" }), "agent_not_found")
        }
        ("POST", "/api/voice/preview") => Case::Asks(json!({ "text": "" })),
        ("GET", "/api/calls/{id}/measures") => Case::Names(Of::Recording, Value::Null, "call_not_found"),
        ("GET", "/api/calls/{id}/recording" | "/api/calls/{id}/recording/audio") => {
            Case::Names(Of::Recording, Value::Null, "recording_not_found")
        }
        ("GET", "/api/calls/{id}/trace") => Case::Names(Of::Recording, Value::Null, "trace_not_found"),
        ("DELETE", "/api/calls/{id}/recording") => Case::Names(Of::Recording, none(), "recording_not_found"),
        ("GET", "/api/webhook-endpoints/{id}/deliveries") => endpoint(Value::Null),
        ("PATCH", "/api/webhook-endpoints/{id}") => endpoint(json!({ "active": false })),
        ("DELETE", "/api/webhook-endpoints/{id}") => endpoint(none()),
        ("POST", "/api/webhook-endpoints/{id}/secret" | "/api/webhook-endpoints/{id}/test") => {
            endpoint(none())
        }
        ("PUT", "/api/services/{id}") => {
            Case::Names(Of::Service, json!({ "name": "Stolen", "durationMinutes": 30 }), "service_not_found")
        }
        ("DELETE" | "POST", "/api/services/{id}" | "/api/services/{id}/restore") => {
            Case::Names(Of::Service, none(), "service_not_found")
        }
        ("POST", "/api/services/bulk") => {
            Case::Names(Of::Service, json!({ "delete": ["{id}"] }), "service_not_found")
        }
        ("POST", "/api/services") => {
            let body = json!({ "name": "Spy", "durationMinutes": 30, "staff": ["{id}"] });
            Case::Points(Of::Staff, body, "staff.0")
        }
        ("PUT", "/api/staff/{id}") => Case::Names(Of::Staff, json!({ "name": "Eve" }), "staff_not_found"),
        ("GET", "/api/calls/{id}") => Case::Names(Of::Call, Value::Null, "call_not_found"),
        ("GET", "/api/agents/{id}" | "/api/agents/{id}/diff" | "/api/agents/{id}/versions/{n}") => {
            Case::Names(Of::Agent, Value::Null, "agent_not_found")
        }
        ("PUT", "/api/agents/{id}/draft") => {
            Case::Names(Of::Agent, json!({ "tag": "", "script": {} }), "agent_not_found")
        }
        ("POST", "/api/agents/{id}/publish") => {
            Case::Names(Of::Agent, json!({ "tag": "" }), "agent_not_found")
        }
        ("POST", "/api/agents/{id}/rollback") => {
            Case::Names(Of::Agent, json!({ "number": 1, "tag": "" }), "agent_not_found")
        }
        ("POST", "/api/agents/tool-secret") => {
            Case::Apart("names nothing: a secret of the asker's organisation")
        }
        ("POST", "/api/agents/{id}/tools/{name}/try") => Case::Names(Of::Agent, none(), "agent_not_found"),
        ("PUT", "/api/onboarding/progress") => Case::Asks(json!({ "step": 9 })),
        (
            "POST",
            "/api/agents" | "/api/onboarding/apply-template" | "/api/onboarding/create-organization",
        ) => Case::Asks(none()),
        ("POST", "/api/onboarding/test-call") => Case::Asks(json!({ "phone": 1 })),
        ("DELETE", "/api/staff/{id}") => Case::Names(Of::Staff, none(), "staff_not_found"),
        ("POST", "/api/staff") => {
            Case::Points(Of::Service, json!({ "name": "Eve", "services": ["{id}"] }), "services.0")
        }
        ("POST", "/api/deliveries/{id}/replay") => Case::Names(Of::Delivery, none(), "endpoint_not_found"),
        (
            "PUT",
            "/api/operator/plans/{code}"
            | "/api/operator/storefront"
            | "/api/organizations"
            | "/api/organizations/logo"
            | "/api/organizations/schedule",
        ) => Case::Asks(none()),
        ("PUT", "/api/organizations/config") => Case::Asks(json!({ "consent": { "recording": true } })),
        ("PUT", "/api/organizations/voice-config") => {
            Case::Points(Of::Agent, json!({ "agentId": "{id}" }), "agentId")
        }
        ("PUT", "/api/organizations/onboarding-progress") => Case::Asks(json!({ "step": 9 })),
        ("DELETE", "/api/organizations/integrations/{id}") => account(none()),
        ("GET", "/api/organizations/logo/{hash}") => Case::Apart("pictures are public, known by their hash"),
        (
            "POST",
            "/api/operator/accounts"
            | "/api/operator/agents"
            | "/api/operator/reconciliations"
            | "/api/organizations/integrations"
            | "/api/webhook-endpoints"
            | "/api/auth/register"
            | "/api/auth/password-strength"
            | "/api/team/invitations"
            | "/api/keys",
        ) => Case::Asks(none()),
        _ => return None,
    })
}

/// Something of every kind that has an address.
struct Things(Vec<(Of, String)>);

impl Things {
    async fn of(house: &House, operator: &Operator, receiver: &Receiver) -> Self {
        let paid = house.visitor.book_and_pay("standard", &phone(0)).await;
        house.visitor.end(&paid).await;
        let waiting = house.visitor.book("standard", &phone(42)).await;
        let first = async |path: &str, list: &str| {
            let answer = operator.get(path).await.good();
            answer[list][0]["id"].as_str().unwrap_or_else(|| panic!("{path} is empty: {answer}")).to_owned()
        };
        let form = json!({ "url": receiver.url, "kinds": ["endpoint.test"] });
        let endpoint = operator.post("/api/webhook-endpoints", &form).await.good();
        let endpoint = endpoint["endpoint"]["id"].as_str().unwrap().to_owned();
        let test = operator.post(&format!("/api/webhook-endpoints/{endpoint}/test"), &json!({})).await.good();
        let invited = json!({ "email": "bo@example.com", "role": "viewer" });
        let invitation = operator.post("/api/team/invitations", &invited).await;
        let key = json!({ "name": "Shop", "scopes": ["bookings.read"] });
        let key = operator.post("/api/keys", &key).await;
        let team = operator.get("/api/team").await.good();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let member = operator.post("/api/staff", &json!({ "name": "Åsa" })).await.good();
        let service = json!({ "name": "Check-up", "durationMinutes": 30, "staff": [member["id"]] });
        let service = operator.post("/api/services", &service).await.good();
        house.settle().await;
        Self(vec![
            (Of::Call, first("/api/calls", "items").await),
            (Of::Service, service["id"].as_str().unwrap().to_owned()),
            (Of::Staff, member["id"].as_str().unwrap().to_owned()),
            (Of::Member, text(&team["members"][0]["userId"])),
            (Of::Invitation, text(&invitation.body["id"])),
            (Of::Key, text(&key.body["id"])),
            (Of::Booking, waiting.id),
            (Of::Account, first("/api/operator/overview", "accounts").await),
            (Of::Agent, first("/api/operator/agents", "items").await),
            (Of::Job, first("/api/operator/jobs?state=waiting", "items").await),
            (Of::Webhook, first("/api/operator/webhooks", "items").await),
            (Of::Endpoint, endpoint),
            (Of::Delivery, test["id"].as_str().unwrap().to_owned()),
            (Of::Organisation, house.org.to_string()),
            (Of::Session, first("/api/auth/sessions", "items").await),
            (Of::Recording, recorded(house).await),
        ])
    }

    fn id(&self, of: Of) -> &str {
        let found =
            self.0.iter().find(|(kind, _)| std::mem::discriminant(kind) == std::mem::discriminant(&of));
        &found.unwrap().1
    }

    /// The body with the id put into it.
    fn aim(&self, of: Of, body: &Value) -> Value {
        serde_json::from_str(&body.to_string().replace("{id}", self.id(of))).unwrap()
    }

    fn assert_none_in(&self, what: &str, text: &str) {
        for (kind, id) in &self.0 {
            assert!(!text.contains(id), "{what} tells of the {kind:?} of another organisation: {text}");
        }
    }
}

/// A call of this organisation that is recorded.
async fn recorded(house: &House) -> String {
    let (engine, now) = (house.engine(), house.engine().now());
    let mut tx = engine.org(&house.org).begin().await.unwrap();
    let agent = tx.agents().await.unwrap().remove(0);
    let call = LiveCall {
        id: CallId::new(now, engine.chance()),
        account: agent.account,
        agent: agent.id,
        carrier: "twilio".into(),
        carrier_ref: "CA1".into(),
        person: None,
        node: "a node".into(),
        started_at: now,
        seen_at: now,
        ended_at: Some(now),
        outcome: None,
        usage: LiveUsage::default(),
    };
    tx.insert_live_call(&call).await.unwrap();
    tx.begin_recording(&call.id, 8_000, 30, now).await.unwrap();
    tx.commit(now).await.unwrap();
    call.id.to_string()
}

/// What this organisation sees of itself and others could have changed.
async fn picture(operator: &Operator) -> Vec<Value> {
    let mut all = Vec::new();
    for path in ["bookings", "agents", "plans", "storefront", "webhooks", "reconciliations"] {
        all.push(operator.get(&format!("/api/operator/{path}")).await.good());
    }
    all.push(operator.get("/api/operator/overview").await.good()["accounts"].clone());
    for path in ["webhook-endpoints", "services", "staff", "organizations", "organizations/config", "keys"] {
        all.push(operator.get(&format!("/api/{path}")).await.good());
    }
    let team = operator.get("/api/team").await.good();
    let members = team["members"].as_array().unwrap().iter();
    all.extend(members.map(|member| json!([member["userId"], member["role"]])));
    all.push(team["invitations"].clone());
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_opens_another_organisation() {
    let house = House::with(|args, _| args.loopback_webhooks = true).await;
    let operator = Operator::demo(&house).await;
    let receiver = Receiver::start().await;
    let things = Things::of(&house, &operator, &receiver).await;
    let other = second_organisation(&house).await;
    let stranger = Operator::new(&house, &other, Role::Owner).await;
    // What falls due by itself while the stranger asks would look like their work.
    house.settle().await;
    house.clock.hold();
    let (before, rows_before) = (picture(&operator).await, rows(&house.database).await);

    let document = house.visitor.get("/api/openapi.json").await.good();
    let (mut unknown, mut named, mut asked) = (Vec::new(), 0, 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let method: Method = method.to_uppercase().parse().unwrap();
            let what = format!("{method} {path}");
            let ask = async |path: &str, body: &Value| {
                let request = stranger.request(method.clone(), path);
                Answer::of(if body.is_null() { request } else { request.json(body) }).await
            };
            match case(&method, path) {
                None => unknown.push(what),
                Some(Case::Apart(reason)) => assert!(!reason.is_empty()),
                Some(Case::Names(of, body, code)) => {
                    let aimed = path
                        .replace("{id}", things.id(of))
                        .replace("{n}", "1")
                        .replace("{refundId}", "rfd_01arz3ndektsv4rrffq69g5fav");
                    let answer = ask(&aimed, &things.aim(of, &body)).await;
                    assert_eq!(
                        (answer.status, &answer.body["code"]),
                        (404, &json!(code)),
                        "{what}: {}",
                        answer.text
                    );
                    named += 1;
                }
                Some(Case::Above(of, body)) => {
                    let answer = ask(&path.replace("{id}", things.id(of)), &body).await;
                    assert_eq!(
                        (answer.status, &answer.body["code"]),
                        (403, &json!("role_forbids")),
                        "{what}: {}",
                        answer.text
                    );
                    named += 1;
                }
                Some(Case::Points(of, body, field)) => {
                    let answer = ask(path, &things.aim(of, &body)).await;
                    let errors = &answer.body["errors"];
                    assert_eq!(
                        (answer.status, &errors[0]["field"]),
                        (422, &json!(field)),
                        "{what}: {errors}"
                    );
                    named += 1;
                }
                Some(Case::Asks(body)) => {
                    let answer = ask(&path.replace("{code}", "standard"), &body).await;
                    assert!(answer.status < 500, "{what}: {}", answer.text);
                    things.assert_none_in(&what, &answer.text);
                    asked += 1;
                }
            }
        }
    }
    assert!(unknown.is_empty(), "these routes have no entry here: {unknown:#?}");
    assert!(named >= 25 && asked >= 15, "{named} routes name something, {asked} do not");
    assert_eq!(picture(&operator).await, before);
    assert_eq!(rows(&house.database).await, rows_before);
}

/// What is refused to another organisation is found by its own: the addresses above are real ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_organisation_itself_finds_what_is_named() {
    let house = House::with(|args, _| args.loopback_webhooks = true).await;
    let operator = Operator::demo(&house).await;
    let receiver = Receiver::start().await;
    let things = Things::of(&house, &operator, &receiver).await;
    for (of, path) in [
        (Of::Booking, "/api/operator/bookings/{id}"),
        (Of::Webhook, "/api/operator/webhooks/{id}"),
        (Of::Endpoint, "/api/webhook-endpoints/{id}/deliveries"),
    ] {
        operator.get(&path.replace("{id}", things.id(of))).await.good();
    }
    for (of, path) in [
        (Of::Account, "/api/operator/accounts/{id}/check"),
        (Of::Job, "/api/operator/jobs/{id}/retry"),
        (Of::Delivery, "/api/deliveries/{id}/replay"),
    ] {
        operator.post(&path.replace("{id}", things.id(of)), &json!({})).await.good();
    }
    let agent = format!("/api/operator/agents/{}", things.id(Of::Agent));
    Answer::of(operator.request(Method::PATCH, &agent).json(&json!({ "priority": 1 }))).await.good();
}
