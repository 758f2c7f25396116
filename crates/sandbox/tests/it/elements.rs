//! Stripe.js, its frames, and the pages that show payments.

use serde_json::json;

use crate::harness::Scene;

#[tokio::test]
async fn the_script_and_its_frames_can_be_used_by_other_sites() {
    let scene = Scene::start().await;
    let script = scene.client.get(format!("{}/stripe/v3/", scene.base)).send().await.unwrap();
    assert_eq!(script.status(), 200);
    assert!(script.headers()["content-type"].to_str().unwrap().starts_with("text/javascript"));
    assert_eq!(script.headers()["access-control-allow-origin"], "*");
    assert_eq!(script.headers()["cross-origin-resource-policy"], "cross-origin");
    let script = script.text().await.unwrap();
    for word in ["elements-inner-payment.html", "three-d-secure.html", "window.Stripe", "confirmPayment"] {
        assert!(script.contains(word), "{word}");
    }
    for frame in ["elements-inner-payment.html", "three-d-secure.html"] {
        let page = scene.client.get(format!("{}/stripe/v3/{frame}", scene.base)).send().await.unwrap();
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("frame-ancestors http: https:") && !policy.contains("unsafe"), "{policy}");
        let html = page.text().await.unwrap();
        assert!(!html.contains("<script>") && !html.contains("style=") && !html.contains("{{"));
        for part in
            html.split('"').filter(|text| text.starts_with("/stripe/v3/") || text.starts_with("/sandbox/"))
        {
            assert_eq!(scene.get(part).await.status, 200, "{part}");
        }
    }
}

#[tokio::test]
async fn every_field_of_the_card_has_a_label_and_a_place_for_its_problem() {
    let scene = Scene::start().await;
    let page = scene.get("/stripe/v3/elements-inner-payment.html").await;
    let html = page.body.as_str().unwrap();
    for field in ["number", "expiry", "cvc", "postal"] {
        for part in [
            format!("<label for=\"{field}\">"),
            format!("id=\"{field}\""),
            format!("aria-describedby=\"{field}-problem\""),
            format!("id=\"{field}-problem\" role=\"alert\""),
        ] {
            assert!(html.contains(&part), "{part}");
        }
    }
}

#[tokio::test]
async fn the_control_page_lists_all_kinds_of_payments() {
    let scene = Scene::start().await;
    let intent = scene.intent().await;
    let session = scene.session(None).await;
    scene.confirm(session["id"].as_str().unwrap(), "4242424242424242").await;
    let invoice = scene.invoice(json!({})).await;
    let list = scene.get("/sandbox/api/payments").await.body;
    let kinds: Vec<&str> = list.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 3);
    for kind in ["element", "checkout", "crypto"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let one = scene.get(&format!("/sandbox/api/payments/{}", invoice["uuid"].as_str().unwrap())).await.body;
    assert_eq!((&one["amount"], &one["actions"][0]), (&json!("19.99 USD"), &json!("pay")));
    assert_eq!(scene.press(intent["id"].as_str().unwrap(), "cancel").await.body["status"], "canceled");
    assert_eq!(scene.press(intent["id"].as_str().unwrap(), "pay-less").await.status, 404);
    assert_eq!(scene.press("pi_none", "dispute").await.status, 404);
    assert_eq!(scene.get("/sandbox/api/payments/none").await.status, 404);
}
