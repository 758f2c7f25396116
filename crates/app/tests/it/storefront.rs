//! The public page and its plans: what a visitor gets of what an operator wrote.

use serde_json::{Value, json};

use crate::harness::{House, Operator, form, phone};

fn fields(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_shows_what_was_written() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let public = house.visitor.get("/api/storefront").await.good();
    assert_eq!((&public["trialWindowHours"], &public["payments"]["checkout"]), (&json!(24), &json!(true)));
    let headline = public["content"]["headline"].as_str().unwrap();
    assert!(public["content"]["seo"]["title"].as_str().unwrap().contains(headline));
    assert_eq!(public["content"]["testimonials"], json!([]));
    let mut own = operator.get("/api/operator/storefront").await.good();
    assert!(own["url"].as_str().unwrap().ends_with("/s/demo"), "{own}");
    own["content"]["headline"] = "Call me".into();
    own["content"]["theme"] = json!({ "accent": "#0a84ff", "look": "gift", "mode": "dark" });
    own["content"]["links"]["imprint"] = "https://example.com/imprint".into();
    let body = json!({ "name": "Night Line", "content": own["content"] });
    let changed = operator.put("/api/operator/storefront", &body).await.good();
    assert_eq!(changed["name"], "Night Line");
    let public = house.visitor.get("/api/storefront?org=demo").await.good();
    assert_eq!(public["organisation"]["name"], "Night Line");
    let content = &public["content"];
    assert_eq!((&content["headline"], &content["theme"]["look"]), (&json!("Call me"), &json!("gift")));
    let changed = house.events().await.pop().unwrap();
    assert_eq!(changed.kind, "storefront.changed");
    assert!(changed.data["by"].as_str().unwrap().starts_with("usr_"), "{:?}", changed.data);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_shown_that_cannot_be() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let own = operator.get("/api/operator/storefront").await.good();
    let mut content = own["content"].clone();
    content["headline"] = "".into();
    content["steps"][1]["title"] = "x".repeat(61).into();
    content["links"]["terms"] = "javascript:alert(1)".into();
    content["theme"]["accent"] = "red".into();
    let body = json!({ "name": " ", "content": content });
    let problem = operator.put("/api/operator/storefront", &body).await.problem(422, "validation_failed");
    let expected =
        ["name", "content.headline", "content.steps.1.title", "content.links.terms", "content.theme.accent"];
    assert_eq!(fields(&problem), expected);
    let mut content = own["content"].clone();
    content["theme"]["look"] = "loud".into();
    let body = json!({ "name": "Night Line", "content": content });
    let problem = operator.put("/api/operator/storefront", &body).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["content.theme.look"]);
    assert_eq!(operator.get("/api/operator/storefront").await.good(), own);
}

fn plan() -> Value {
    json!({
        "name": "Late", "description": "For the night.", "priceMinor": 1_500, "currency": "USD",
        "durationSeconds": 600, "persona": "luna", "priority": 5, "position": 7, "active": true,
        "minimumAge": 18, "disclosure": "Only for adults.", "badge": "New",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_for_adults_asks_for_the_age() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let made = operator.put("/api/operator/plans/late", &plan()).await.good();
    assert_eq!((&made["code"], &made["minimumAge"]), (&json!("late"), &json!(18)));
    let public = house.visitor.get("/api/storefront").await.good();
    let shown = public["plans"].as_array().unwrap().iter().find(|plan| plan["code"] == "late").unwrap();
    assert_eq!((&shown["minimumAge"], &shown["badge"]), (&json!(18), &json!("New")));
    assert_eq!(shown["disclosure"], "Only for adults.");
    let mut form = form("late", &phone(42));
    let problem = house.visitor.post("/api/bookings", &form).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["ageConfirmed"]);
    form["ageConfirmed"] = true.into();
    let booked = house.visitor.post("/api/bookings", &form).await.good();
    let id = booked["booking"]["id"].as_str().unwrap().parse().unwrap();
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    assert_eq!(tx.booking(&id).await.unwrap().unwrap().confirmed_age, Some(18));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_nobody_can_keep_is_not_sold() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let put = async |change: &dyn Fn(&mut Value)| {
        let mut body = plan();
        change(&mut body);
        operator.put("/api/operator/plans/late", &body).await
    };
    let nobody = put(&|plan| plan["persona"] = "nobody".into()).await.problem(422, "validation_failed");
    assert_eq!(fields(&nobody), ["persona"]);
    let wrong = put(&|plan| {
        plan["currency"] = "dollars".into();
        plan["durationSeconds"] = 1.into();
    });
    assert_eq!(fields(&wrong.await.problem(422, "validation_failed")), ["durationSeconds", "currency"]);
    let other = put(&|plan| plan["code"] = "early".into()).await.problem(422, "validation_failed");
    assert_eq!(fields(&other), ["code"]);
    // Out of sale it may wait for its persona, and is still listed for the operator.
    put(&|plan| {
        plan["persona"] = "nobody".into();
        plan["active"] = false.into();
    })
    .await
    .good();
    let all = operator.get("/api/operator/plans").await.good();
    assert!(all["items"].as_array().unwrap().iter().any(|plan| plan["code"] == "late"), "{all}");
    let public = house.visitor.get("/api/storefront").await.good();
    assert!(public["plans"].as_array().unwrap().iter().all(|plan| plan["code"] != "late"), "{public}");
    house.visitor.post("/api/bookings", &form("late", &phone(42))).await.problem(422, "validation_failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visits_are_counted_and_nothing_else_is() {
    let house = House::start().await;
    for body in [json!({ "step": "visit" }), json!({ "step": "form", "org": "demo" })] {
        assert_eq!(house.visitor.post("/api/visits", &body).await.status, 204);
    }
    let wrong = house.visitor.post("/api/visits", &json!({ "step": "paid" })).await;
    assert_eq!(fields(&wrong.problem(422, "validation_failed")), ["step"]);
    let elsewhere = json!({ "step": "visit", "org": "nobody" });
    house.visitor.post("/api/visits", &elsewhere).await.problem(404, "organisation_not_found");
}
