//! What the vendors' samples say.

use ringwright_domain::call::{CallNews, CallOutcome};
use ringwright_domain::payment::{Dispute, DisputeState, PaymentNews};
use ringwright_domain::{FailureCode, Instant};
use ringwright_vendors::stripe::{self, StripeEvent, StripeNews};
use ringwright_vendors::vapi::{self, HmacHash, HmacPlan, SignatureEncoding};
use ringwright_vendors::{CarrierMessage, Refund, Secret, SignatureProblem, VapiWebhookAuth};
use serde_json::{Value, json};

use crate::vapi::CALL;

const NOW: Instant = Instant::from_seconds(1_793_000_100);
const VAPI_CALL: &str = "0b8ff0b8-6c4e-4f0b-8f0a-000000000001";

pub fn sample(file: &str) -> Value {
    let path = format!("{}/tests/fixtures/samples/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn hear(value: &Value) -> CarrierMessage {
    vapi::webhook::parse(value.to_string().as_bytes(), NOW).unwrap()
}

fn event(value: &Value) -> StripeEvent {
    stripe::webhook::parse(value.to_string().as_bytes()).unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn vapi_tells_that_somebody_picked_up() {
    let mut sample = sample("vapi/status-update.in-progress");
    let message = hear(&sample);
    let answered =
        CallNews::Answered { vendor_ref: VAPI_CALL.into(), at: Instant::from_millis(1_793_000_000_000) };
    assert_eq!(message.news, Some(answered));
    assert_eq!((message.kind.as_str(), message.report_due, message.call), ("status-update", false, None));
    assert_eq!(message.dedupe_key, format!("{VAPI_CALL}:status-update:in-progress:1793000000000"));
    sample["message"]["call"]["name"] = json!(CALL);
    assert_eq!(hear(&sample).call.unwrap().as_str(), CALL);
}

#[test]
fn our_id_is_found_in_the_metadata_too() {
    let mut sample = sample("vapi/hang");
    sample["message"]["call"]["assistantOverrides"] = json!({"metadata": {"ringwrightCall": CALL}});
    assert_eq!(hear(&sample).call.unwrap().as_str(), CALL);
    sample["message"]["call"]["assistantOverrides"] = json!(7);
    sample["message"]["assistant"] = json!({"metadata": {"ringwrightCall": CALL}});
    assert_eq!(hear(&sample).call.unwrap().as_str(), CALL);
    sample["message"]["assistant"] = json!({"metadata": {"ringwrightCall": "bkg_01"}});
    assert_eq!(hear(&sample).call, None);
}

#[test]
fn vapi_tells_the_end_by_the_report() {
    let message = hear(&sample("vapi/status-update.ended"));
    assert_eq!((message.news, message.report_due), (None, true));
    let mut report = sample("vapi/end-of-call-report");
    let expected = |outcome| CallNews::Ended {
        vendor_ref: Some(VAPI_CALL.into()),
        outcome,
        answered_at: Some(at("2026-10-26T07:31:00Z")),
        ended_at: at("2026-10-26T07:33:00Z"),
    };
    assert_eq!(hear(&report).news, Some(expected(CallOutcome::Completed)));
    report["message"]["analysis"]["structuredData"]["screened"] = json!(true);
    assert_eq!(hear(&report).news, Some(expected(CallOutcome::Screened)));
    report["message"]["endedReason"] = json!("exceeded-max-duration");
    report["message"]["analysis"] = json!(null);
    assert_eq!(hear(&report).news, Some(expected(CallOutcome::DurationReached)));
}

#[test]
fn an_end_without_a_conversation_needs_no_report() {
    let mut update = sample("vapi/status-update.ended");
    update["message"]["endedReason"] = json!("customer-busy");
    let Some(CallNews::Ended { outcome, answered_at, ended_at, .. }) = hear(&update).news else { panic!() };
    assert_eq!((outcome, answered_at), (CallOutcome::Busy, None));
    assert_eq!(ended_at, Instant::from_millis(1_793_000_000_000));
    update["message"]["timestamp"] = json!(null);
    let message = hear(&update);
    assert!(message.dedupe_key.starts_with("body:"));
    assert!(matches!(message.news, Some(CallNews::Ended { ended_at: NOW, .. })));
}

#[test]
fn other_messages_of_vapi_carry_no_news() {
    for file in ["assistant-request", "hang", "speech-update", "tool-calls", "transcript"] {
        let message = hear(&sample(&format!("vapi/{file}")));
        assert_eq!((message.kind.as_str(), message.news), (file, None));
        assert_eq!(message.vendor_ref.as_deref(), Some(VAPI_CALL));
    }
    assert_eq!(hear(&json!({"message": {"type": "brand-new"}})).news, None);
    for wrong in [&b""[..], b"{}", b"[]", b"{\"message\":{}}", b"\xff", b"{\"message\":{\"type\":3}}"] {
        assert!(vapi::webhook::parse(wrong, NOW).is_err());
    }
}

#[test]
fn a_vapi_credential_may_sign_in_other_forms() {
    use base64::Engine as _;
    use hmac::{KeyInit, Mac};
    let body = b"{}";
    let mut mac = hmac::Hmac::<sha2::Sha512>::new_from_slice(b"secret").unwrap();
    mac.update(body);
    let sum = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    let plan = HmacPlan {
        hash: HmacHash::Sha512,
        encoding: SignatureEncoding::Base64,
        signature_header: "x-house".into(),
        signature_prefix: "sha512=".into(),
        timestamp_header: None,
        max_age: None,
    };
    let auth = VapiWebhookAuth::Hmac { secret: Secret::new("secret"), plan, credential: None };
    let mut headers = http::HeaderMap::new();
    headers.insert("x-house", format!("sha512={sum}").parse().unwrap());
    assert_eq!(vapi::webhook::verify(&auth, &headers, body, NOW), Ok(()));
    assert_eq!(vapi::webhook::verify(&auth, &headers, b"{ }", NOW), Err(SignatureProblem::Differs));
}

#[test]
fn a_limit_on_the_age_is_kept_in_seconds_and_milliseconds() {
    use hmac::{KeyInit, Mac};
    for (time, good) in
        [("1793000090", true), ("1793000090000", true), ("1792000000", false), ("soon", false)]
    {
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"secret").unwrap();
        mac.update(format!("{time}.{{}}").as_bytes());
        let mut headers = http::HeaderMap::new();
        headers.insert("x-signature", hex::encode(mac.finalize().into_bytes()).parse().unwrap());
        headers.insert("x-timestamp", time.parse().unwrap());
        let plan = HmacPlan { max_age: Some(std::time::Duration::from_secs(300)), ..HmacPlan::default() };
        let auth = VapiWebhookAuth::Hmac { secret: Secret::new("secret"), plan, credential: None };
        assert_eq!(vapi::webhook::verify(&auth, &headers, b"{}", NOW).is_ok(), good, "{time}");
    }
}

#[test]
fn stripe_tells_that_a_checkout_is_paid() {
    let mut paid = sample("stripe/checkout.session.completed");
    let (booking, payment) = ("bkg_01k8g0000000000000000000aa", "pay_01k8g0000000000000000000bb");
    paid["data"]["object"]["client_reference_id"] = json!(booking);
    paid["data"]["object"]["metadata"] = json!({"payment": payment});
    let heard = event(&paid);
    assert_eq!(heard.dedupe_key, "evt_1TestHarbor0001");
    assert_eq!(heard.booking.unwrap().as_str(), booking);
    assert_eq!(heard.payment.unwrap().as_str(), payment);
    assert_eq!(heard.checkout_ref.as_deref(), Some("cs_test_a1HarborClinic"));
    let news = StripeNews::Payment(PaymentNews::Paid { intent_ref: "pi_3Harbor01".into() });
    assert_eq!(heard.news, Some(news.clone()));
    paid["data"]["object"]["payment_status"] = json!("unpaid");
    assert_eq!(event(&paid).news, None);
    paid["type"] = json!("checkout.session.async_payment_failed");
    let declined = PaymentNews::Declined { code: FailureCode::CardDeclined };
    assert_eq!(event(&paid).news, Some(StripeNews::Payment(declined)));
    paid["type"] = json!("checkout.session.async_payment_succeeded");
    paid["data"]["object"]["payment_status"] = json!("paid");
    assert_eq!(event(&paid).news, Some(news));
}

#[test]
fn stripe_tells_the_other_ends_of_a_payment() {
    let expired = event(&sample("stripe/checkout.session.expired"));
    assert_eq!(expired.news, Some(StripeNews::Payment(PaymentNews::Expired)));
    assert!(expired.checkout_ref.is_some());
    let paid = event(&sample("stripe/payment_intent.succeeded"));
    assert_eq!(paid.news, Some(StripeNews::Payment(PaymentNews::Paid { intent_ref: "pi_3Harbor01".into() })));
    assert_eq!(paid.checkout_ref, None);
    let mut failed = sample("stripe/payment_intent.payment_failed");
    let news = |code| Some(StripeNews::Payment(PaymentNews::Declined { code }));
    assert_eq!(event(&failed).news, news(FailureCode::CardDeclined));
    failed["data"]["object"]["last_payment_error"]["code"] = json!("payment_intent_authentication_failure");
    assert_eq!(event(&failed).news, news(FailureCode::AuthenticationFailed));
}

#[test]
fn stripe_tells_of_refunds() {
    let mut refund = sample("stripe/refund.updated");
    let news = |key: Option<&str>, failure: Option<&str>| {
        Some(StripeNews::Refund(Refund {
            refund_ref: "re_3Harbor01".into(),
            key: key.map(str::to_owned),
            minor: 4_500,
            given: failure.is_none(),
            failure: failure.map(str::to_owned),
        }))
    };
    assert_eq!(event(&refund).intent_ref.as_deref(), Some("pi_3Harbor01"));
    assert_eq!(event(&refund).news, news(None, None));
    refund["data"]["object"]["metadata"] = json!({"key": "rfd_1"});
    assert_eq!(event(&refund).news, news(Some("rfd_1"), None));
    refund["data"]["object"]["status"] = json!("failed");
    refund["data"]["object"]["failure_reason"] = json!("expired_or_canceled_card");
    assert_eq!(event(&refund).news, news(Some("rfd_1"), Some("expired_or_canceled_card")));
    refund["data"]["object"]["status"] = json!("canceled");
    refund["data"]["object"]["failure_reason"] = json!(null);
    assert_eq!(event(&refund).news, news(Some("rfd_1"), Some("canceled")));
    // Of the charge as a whole only sums are told; each refund tells of itself.
    assert_eq!(event(&sample("stripe/charge.refunded")).news, None);
}

#[test]
fn stripe_tells_of_disputes() {
    let dispute = |status: &str, due_by: Value| {
        json!({"id": "evt_1", "type": "charge.dispute.updated", "created": 1, "data": {"object": {
            "id": "du_1", "object": "dispute", "amount": 4_500, "currency": "usd", "charge": "ch_1",
            "payment_intent": "pi_3Harbor01", "reason": "fraudulent", "status": status,
            "evidence_details": {"due_by": due_by, "has_evidence": false, "past_due": false, "submission_count": 0},
        }}})
    };
    for (status, state) in [
        ("needs_response", Some(DisputeState::Open)),
        ("under_review", Some(DisputeState::Open)),
        ("won", Some(DisputeState::Won)),
        ("lost", Some(DisputeState::Lost)),
        ("warning_needs_response", None),
        ("warning_closed", None),
        ("prevented", None),
        ("brand_new", None),
    ] {
        let heard = event(&dispute(status, json!(1_793_000_000)));
        assert_eq!(heard.intent_ref.as_deref(), Some("pi_3Harbor01"));
        let expected = state.map(|state| {
            StripeNews::Payment(PaymentNews::Disputed(Dispute {
                dispute_ref: "du_1".into(),
                minor: 4_500,
                reason: "fraudulent".into(),
                due_by: Some(Instant::from_seconds(1_793_000_000)),
                state,
            }))
        });
        assert_eq!(heard.news, expected, "{status}");
    }
    let Some(StripeNews::Payment(PaymentNews::Disputed(open))) =
        event(&dispute("needs_response", json!(null))).news
    else {
        panic!()
    };
    assert_eq!(open.due_by, None);
}

#[test]
fn stripe_tells_that_a_form_is_closed() {
    let mut cancelled = sample("stripe/payment_intent.succeeded");
    cancelled["type"] = json!("payment_intent.canceled");
    let heard = event(&cancelled);
    assert_eq!(heard.news, Some(StripeNews::Payment(PaymentNews::Expired)));
    assert_eq!(heard.checkout_ref.as_deref(), Some("pi_3Harbor01"));
    cancelled["type"] = json!("payment_intent.processing");
    assert_eq!(event(&cancelled).news, None);
}

#[test]
fn other_events_of_stripe_carry_no_news() {
    assert_eq!(event(&sample("stripe/invoice.paid")).news, None);
    let strange = json!({"id": "evt_1", "type": "brand.new", "data": {"object": []}});
    assert_eq!(event(&strange).news, None);
    for wrong in [&b""[..], b"{}", b"[]", b"\xff", br#"{"id":"","type":"x","data":{"object":{}}}"#] {
        assert!(stripe::webhook::parse(wrong).is_err());
    }
}
