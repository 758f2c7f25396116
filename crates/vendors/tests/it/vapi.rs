//! The client of Vapi against a local server.

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};
use ringwright_domain::ids::CallId;
use ringwright_vendors::vapi::HmacPlan;
use ringwright_vendors::{
    AgentWords, BaseUrl, CallOrder, Carrier, Choice, Http, Placing, Refusal, Secret, VapiClient,
    VapiWebhookAuth, VendorError,
};
use serde_json::{Value, json};

use crate::double::{Double, Reply, closed_door, hasty, loses_answers};

pub const CALL: &str = "call_01k8g0000000000000000000cc";
const SINCE: Instant = Instant::from_seconds(1_793_000_000);

fn client(base: &BaseUrl) -> VapiClient {
    let auth = VapiWebhookAuth::StaticSecret { secret: Secret::new("hook-secret") };
    VapiClient::new(Http::default(), base.clone(), Secret::new("vapi-key"), auth)
}

fn order() -> CallOrder {
    CallOrder {
        call: CALL.parse().unwrap(),
        to: "+46701740605".parse().unwrap(),
        name: "Åsa Ek".into(),
        request: "A chat about boats".into(),
        assistant_ref: "a5000000-0000-4000-8000-000000000001".into(),
        number_ref: "ff000000-0000-4000-8000-000000000001".into(),
        limit_seconds: 300,
        webhook_url: "https://calls.example.test/webhooks/vapi/acc_1".into(),
        words: None,
    }
}

fn call(id: &str, more: Value) -> Value {
    let mut call = json!({
        "id": id, "orgId": "org", "createdAt": "2026-10-26T07:33:20.000Z", "updatedAt": "2026-10-26T07:33:20.000Z",
        "type": "outboundPhoneCall", "status": "queued",
    });
    call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    call
}

async fn place(reply: Reply) -> Placing {
    client(&Double::start("vapi", [reply]).await.base).place(&order()).await
}

#[tokio::test]
async fn a_call_is_placed_with_our_id_and_where_to_report() {
    let vapi = Double::start("vapi", [Reply::json(201, &call("v1", json!({})))]).await;
    let placed = client(&vapi.base).place(&order()).await;
    assert!(matches!(placed, Placing::Accepted { vendor_ref } if vendor_ref == "v1"));
    let exchange = vapi.exchanges().remove(0);
    assert_eq!(exchange.target(), "POST /call");
    assert_eq!(exchange.header("authorization"), "Bearer vapi-key");
    assert_eq!(
        exchange.json(),
        json!({
            "name": CALL,
            "assistantId": "a5000000-0000-4000-8000-000000000001",
            "phoneNumberId": "ff000000-0000-4000-8000-000000000001",
            "customer": {"number": "+46701740605", "name": "Åsa Ek"},
            "assistantOverrides": {
                "maxDurationSeconds": 300,
                "variableValues": {"name": "Åsa Ek", "request": "A chat about boats"},
                "metadata": {"ringwrightCall": CALL},
                "server": {
                    "url": "https://calls.example.test/webhooks/vapi/acc_1",
                    "timeoutSeconds": 20,
                    "headers": {"X-Vapi-Secret": "hook-secret"},
                    "backoffPlan": {"type": "exponential", "maxRetries": 10, "baseDelaySeconds": 1},
                },
                "serverMessages": ["status-update", "end-of-call-report"],
            },
        })
    );
}

fn published() -> CallOrder {
    let words = AgentWords {
        instructions: "You are Robin.".into(),
        first_message: Some("Hej, här är Robin.".into()),
        language: "sv".into(),
        model: Some(Choice { provider: "openai".into(), id: "gpt-4.1".into() }),
        voice: Some(Choice { provider: "11labs".into(), id: "astrid".into() }),
    };
    CallOrder { words: Some(words), ..order() }
}

#[tokio::test]
async fn what_was_published_stands_above_the_assistant_that_vapi_keeps() {
    let assistant = json!({
        "id": order().assistant_ref, "firstMessage": "Old.",
        "model": {"provider": "openai", "model": "gpt-4o", "toolIds": ["t1"]},
    });
    let replies = [Reply::json(200, &assistant), Reply::json(201, &call("v1", json!({})))];
    let vapi = Double::start("vapi", replies).await;
    assert!(matches!(client(&vapi.base).place(&published()).await, Placing::Accepted { .. }));
    let exchanges = vapi.exchanges();
    assert_eq!(exchanges[0].target(), format!("GET /assistant/{}", order().assistant_ref));
    let said = &exchanges[1].json()["assistantOverrides"];
    assert_eq!(said["firstMessage"], "Hej, här är Robin.");
    assert_eq!(said["model"]["model"], "gpt-4.1");
    assert_eq!(said["model"]["toolIds"], json!(["t1"]));
    assert_eq!(said["model"]["messages"][0]["role"], "system");
    assert_eq!(said["voice"], json!({"provider": "11labs", "voiceId": "astrid"}));
    assert_eq!(said["transcriber"], json!({"provider": "deepgram", "language": "sv"}));
}

#[tokio::test]
async fn nothing_rings_while_the_assistant_cannot_be_read() {
    for (status, refused) in [(404, Some(Refusal::Misconfigured)), (429, Some(Refusal::Busy)), (503, None)] {
        let vapi = Double::start("vapi", [Reply::json(status, &json!({"message": "no"}))]).await;
        match (client(&vapi.base).place(&published()).await, refused) {
            (Placing::Refused { reason, .. }, Some(expected)) => assert_eq!(reason, expected),
            (Placing::NotSent { .. }, None) => {}
            (other, _) => panic!("{status}: {other:?}"),
        }
        assert_eq!(vapi.exchanges().len(), 1, "nothing is ordered");
    }
    let elsewhere = CallOrder { assistant_ref: "../account".into(), ..published() };
    let vapi = Double::start("vapi", []).await;
    assert!(matches!(client(&vapi.base).place(&elsewhere).await, Placing::Refused { .. }));
    assert_eq!(vapi.exchanges().len(), 0);
}

#[tokio::test]
async fn vapi_is_told_how_to_prove_its_webhooks() {
    let hmac = VapiWebhookAuth::Hmac {
        secret: Secret::new("s"),
        plan: HmacPlan::default(),
        credential: Some("cred-1".into()),
    };
    let bearer = VapiWebhookAuth::Bearer { token: Secret::new("tok") };
    for (auth, field, value) in
        [(hmac, "credentialId", json!("cred-1")), (bearer, "headers", json!({"Authorization": "Bearer tok"}))]
    {
        let vapi = Double::start("vapi", [Reply::json(201, &call("v1", json!({})))]).await;
        let client = VapiClient::new(Http::default(), vapi.base.clone(), Secret::new("k"), auth);
        let long = CallOrder { name: "Ö".repeat(90), limit_seconds: 1, ..order() };
        assert!(matches!(client.place(&long).await, Placing::Accepted { .. }));
        let body = vapi.exchanges().remove(0).json();
        assert_eq!(body["assistantOverrides"]["server"][field], value);
        assert_eq!(body["assistantOverrides"]["maxDurationSeconds"], 10);
    }
}

#[tokio::test]
async fn only_a_clear_no_is_a_refusal() {
    let said = |words: &str| json!({"statusCode": 400, "message": [words], "error": "Bad Request"});
    for (status, body, expected) in [
        (400, said("customer.number must be a valid phone number +46701740605"), Refusal::InvalidNumber),
        (400, said("assistantId must be a UUID"), Refusal::Misconfigured),
        (401, json!({"message": "Invalid Key"}), Refusal::Misconfigured),
        (402, json!({"message": "Out of credit"}), Refusal::Misconfigured),
        (403, json!({}), Refusal::Misconfigured),
        (404, json!({}), Refusal::Misconfigured),
        (422, said("customer.number is not valid"), Refusal::InvalidNumber),
        (429, json!({"message": "slow down"}), Refusal::Busy),
        (308, json!({}), Refusal::Misconfigured),
    ] {
        let Placing::Refused { reason, detail } = place(Reply::json(status, &body)).await else {
            panic!("{status}")
        };
        assert_eq!(reason, expected, "{status}");
        assert!(!detail.contains("4670174"), "{detail}");
    }
    for status in [302, 303, 408, 409, 500, 502, 503, 504] {
        assert!(matches!(place(Reply::json(status, &json!({}))).await, Placing::Unknown { .. }), "{status}");
    }
    for strange in [json!({}), json!([]), json!({"id": 7}), json!("ok")] {
        assert!(matches!(place(Reply::json(201, &strange)).await, Placing::Unknown { .. }), "{strange}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_a_refused_connection_is_not_sent() {
    let (base, seen) = loses_answers(9, &json!({})).await;
    assert!(matches!(client(&base).place(&order()).await, Placing::Unknown { .. }));
    assert_eq!(seen.lock().unwrap().len(), 1, "the order goes out once");
    for scheme in ["http", "https"] {
        let (base, _door) = closed_door(scheme);
        assert!(matches!(client(&base).place(&order()).await, Placing::NotSent { .. }), "{scheme}");
    }
    let auth = VapiWebhookAuth::Bearer { token: Secret::new("t") };
    let vapi = Double::start("vapi", [Reply::never()]).await;
    let slow = VapiClient::new(hasty(), vapi.base.clone(), Secret::new("k"), auth);
    assert!(matches!(slow.place(&order()).await, Placing::Unknown { .. }));
    assert_eq!(vapi.exchanges().len(), 1);
    let key = VapiClient::new(
        Http::default(),
        vapi.base.clone(),
        Secret::new("bad\nkey"),
        VapiWebhookAuth::Bearer { token: Secret::new("t") },
    );
    let Placing::NotSent { detail } = key.place(&order()).await else { panic!() };
    assert!(!detail.contains("bad"), "{detail}");
}

#[tokio::test]
async fn nothing_is_sent_without_tls_where_tls_was_asked_for() {
    let vapi = Double::start("vapi", []).await;
    let base = BaseUrl::parse(&vapi.origin.replace("http://", "https://")).unwrap();
    assert!(matches!(client(&base).place(&order()).await, Placing::NotSent { .. }));
    assert!(vapi.exchanges().is_empty());
}

#[tokio::test]
async fn a_page_that_is_too_long_is_asked_for_in_parts() {
    let ours: CallId = CALL.parse().unwrap();
    let long = Reply::json(200, &json!([call("long", json!({"transcript": "x".repeat(33 << 20)}))]));
    let vapi =
        Double::start("vapi", [long, Reply::json(200, &json!([call("v4", json!({"name": CALL}))]))]).await;
    assert_eq!(client(&vapi.base).find(&ours, SINCE).await.unwrap().unwrap().vendor_ref, "v4");
    assert!(vapi.exchanges()[1].query.ends_with("limit=25"));
}

#[tokio::test]
async fn a_huge_answer_is_cut() {
    let huge = call("v1", json!({"name": "x".repeat(3 << 20)}));
    assert!(matches!(place(Reply::json(201, &huge)).await, Placing::Unknown { .. }));
    let vapi = Double::start("vapi", [Reply::json(200, &huge)]).await;
    assert!(matches!(client(&vapi.base).look("v1").await, Err(VendorError::Unreadable { .. })));
}

#[tokio::test]
async fn a_call_is_found_by_name_or_metadata_through_all_pages() {
    let ours: CallId = CALL.parse().unwrap();
    let page = |minute: u32, id: &str, mark: Value| {
        let mut page: Vec<Value> = (0..100)
            .map(|i| {
                call(
                    &format!("o{minute}-{i}"),
                    json!({"createdAt": format!("2026-10-26T07:{minute}:{:02}.000Z", 59 - i / 2)}),
                )
            })
            .collect();
        page[70] = call(id, mark);
        Reply::json(200, &json!(page))
    };
    let marked = json!({"assistantOverrides": {"metadata": {"ringwrightCall": CALL}}});
    let vapi = Double::start("vapi", [page(40, "x", json!({})), page(39, "v2", marked)]).await;
    let found = client(&vapi.base).find(&ours, SINCE).await.unwrap().unwrap();
    assert_eq!((found.vendor_ref.as_str(), found.call), ("v2", Some(ours.clone())));
    assert_eq!(found.news, CallNews::Accepted { vendor_ref: "v2".into() });
    let targets: Vec<_> = vapi.exchanges().iter().map(|exchange| exchange.target()).collect();
    assert_eq!(targets[0], "GET /call?createdAtGe=2026-10-26T07%3A31%3A20Z&limit=100");
    assert_eq!(
        targets[1],
        "GET /call?createdAtGe=2026-10-26T07%3A31%3A20Z&limit=100&createdAtLe=2026-10-26T07%3A40%3A10Z"
    );
    let vapi = Double::start("vapi", [Reply::json(200, &json!([call("v3", json!({"name": CALL}))]))]).await;
    assert_eq!(client(&vapi.base).find(&ours, SINCE).await.unwrap().unwrap().vendor_ref, "v3");
}

#[tokio::test]
async fn a_call_is_only_said_to_be_missing_when_the_list_was_read_to_its_end() {
    let ours: CallId = CALL.parse().unwrap();
    let vapi =
        Double::start("vapi", [Reply::json(200, &json!([call("other", json!({"name": null}))]))]).await;
    assert_eq!(client(&vapi.base).find(&ours, SINCE).await, Ok(None));
    vapi.exchanges();
    let same: Vec<Value> = (0..100).map(|i| call(&format!("o{i}"), json!({}))).collect();
    let stuck = Double::start("vapi", vec![Reply::json(200, &json!(same)); 3]).await;
    assert!(client(&stuck.base).find(&ours, SINCE).await.is_err());
    let down = Double::start("vapi", [Reply::json(500, &json!({}))]).await;
    assert!(client(&down.base).find(&ours, SINCE).await.unwrap_err().is_transient());
    let strange = Double::start("vapi", [Reply::json(200, &json!({"results": []}))]).await;
    assert!(client(&strange.base).find(&ours, SINCE).await.is_err());
}

#[tokio::test]
async fn the_state_of_a_call_is_read() {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let times = json!({"startedAt": "2026-10-26T07:34:00Z", "endedAt": "2026-10-26T07:36:00Z"});
    let ended = |reason: &str| {
        let mut more = times.clone();
        more.as_object_mut()
            .unwrap()
            .extend([("status".into(), json!("ended")), ("endedReason".into(), json!(reason))]);
        call("v1", more)
    };
    let end = |outcome, answered| CallNews::Ended {
        vendor_ref: Some("v1".into()),
        outcome,
        answered_at: answered,
        ended_at: at("2026-10-26T07:36:00Z"),
    };
    let started = Some(at("2026-10-26T07:34:00Z"));
    for (body, expected) in [
        (call("v1", json!({"status": "ringing"})), CallNews::Accepted { vendor_ref: "v1".into() }),
        (
            call("v1", json!({"status": "in-progress", "startedAt": "2026-10-26T07:34:00Z"})),
            CallNews::Answered { vendor_ref: "v1".into(), at: at("2026-10-26T07:34:00Z") },
        ),
        (ended("customer-ended-call"), end(CallOutcome::Completed, started)),
        (ended("pipeline-error-openai-llm-failed"), end(CallOutcome::Completed, started)),
        (ended("customer-did-not-answer"), end(CallOutcome::NoAnswer, None)),
        (ended("exceeded-max-duration"), end(CallOutcome::DurationReached, started)),
    ] {
        let vapi = Double::start("vapi", [Reply::json(200, &body)]).await;
        let seen = client(&vapi.base).look("v1").await.unwrap().unwrap();
        assert_eq!((seen.news, seen.vendor_ref.as_str()), (expected, "v1"));
        assert_eq!(vapi.exchanges()[0].target(), "GET /call/v1");
    }
}

#[tokio::test]
async fn a_call_that_vapi_does_not_know_is_none() {
    let vapi = Double::start(
        "vapi",
        [Reply::json(404, &json!({})), Reply::json(200, &call("v1", json!({"status": "not-found"})))],
    )
    .await;
    assert_eq!(client(&vapi.base).look("v1").await, Ok(None));
    assert_eq!(client(&vapi.base).look("v1").await, Ok(None));
    assert_eq!(client(&vapi.base).look("../assistant").await, Ok(None));
    assert_eq!(vapi.exchanges().len(), 2);
}

#[tokio::test]
async fn a_call_is_ended_by_its_control_address() {
    let vapi = Double::start("vapi", []).await;
    let control = format!("{}/control/v1", vapi.origin);
    vapi.then(Reply::json(
        200,
        &call("v1", json!({"status": "in-progress", "monitor": {"controlUrl": control}})),
    ));
    vapi.then(Reply::json(200, &json!({})));
    client(&vapi.base).hang_up("v1").await.unwrap();
    let exchanges = vapi.exchanges();
    assert_eq!(exchanges[1].target(), "POST /control/v1");
    assert_eq!(exchanges[1].json(), json!({"type": "end-call"}));
    assert_eq!(exchanges[1].header("authorization"), "", "the key is not for the control address");
}

#[tokio::test]
async fn ending_what_is_over_is_no_error() {
    let over = Reply::json(200, &call("v1", json!({"status": "ended"})));
    let vapi = Double::start("vapi", [over.clone(), Reply::json(404, &json!({}))]).await;
    client(&vapi.base).hang_up("v1").await.unwrap();
    client(&vapi.base).hang_up("v1").await.unwrap();
    let vapi = Double::start("vapi", []).await;
    let control = format!("{}/control/v1", vapi.origin);
    vapi.then(Reply::json(200, &call("v1", json!({"monitor": {"controlUrl": control}}))));
    vapi.then(Reply::json(404, &json!({})));
    vapi.then(over);
    client(&vapi.base).hang_up("v1").await.unwrap();
    assert_eq!(vapi.exchanges().len(), 3);
}

#[tokio::test]
async fn a_control_address_elsewhere_is_not_followed() {
    for control in [
        "http://169.254.169.254/latest",
        "http://internal.example.test/x",
        "https://10.0.0.1/x",
        "https://localhost/x",
        "file:///etc/passwd",
        "nonsense",
    ] {
        let reply = Reply::json(200, &call("v1", json!({"monitor": {"controlUrl": control}})));
        let vapi = Double::start("vapi", [reply]).await;
        assert!(
            matches!(client(&vapi.base).hang_up("v1").await, Err(VendorError::Unreadable { .. })),
            "{control}"
        );
        assert_eq!(vapi.exchanges().len(), 1);
    }
}

#[tokio::test]
async fn the_keys_are_checked() {
    let replies = [Reply::json(200, &json!([])), Reply::json(401, &json!({"message": "Invalid Key"}))];
    let vapi = Double::start("vapi", replies).await;
    client(&vapi.base).check().await.unwrap();
    let error = client(&vapi.base).check().await.unwrap_err();
    assert_eq!(error.to_string(), "the vendor refused with status 401: Invalid Key");
    assert!(!error.is_transient());
    assert_eq!(vapi.exchanges()[0].target(), "GET /assistant?limit=1");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let vapi = Double::start("vapi", []).await;
    vapi.then(Reply::json(302, &json!({})).with("location", &format!("{}/assistant", vapi.origin)));
    assert!(matches!(client(&vapi.base).look("v1").await, Err(VendorError::Refused { status: 302, .. })));
    assert_eq!(vapi.exchanges().len(), 1);
}

#[test]
fn keys_do_not_show() {
    let base = BaseUrl::parse("https://api.vapi.ai").unwrap();
    let shown = format!("{:?}", client(&base));
    assert!(!shown.contains("vapi-key") && !shown.contains("hook-secret"), "{shown}");
}
