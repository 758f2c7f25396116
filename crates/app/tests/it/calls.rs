//! Calls in a list, one by one, and in figures.

use serde_json::{Value, json};

use crate::harness::{House, Operator, phone};

fn ids(list: &Value) -> Vec<&Value> {
    list["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_listed_narrowed_and_looked_at() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let talks = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.visitor.end(&talks).await;
    let silent = house.visitor.book_and_pay("standard", &phone(3)).await;
    house.visitor.end(&silent).await;
    house.settle().await;
    let list = operator.get("/api/calls").await.good();
    let attempts = list["items"].as_array().unwrap();
    assert!(attempts.len() >= 2, "{list}");
    assert!(attempts.iter().all(|call| call["ended"] == true && call["kind"] == "booked"));
    let times: Vec<_> = attempts.iter().map(|call| call["startedAt"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
    let completed = operator.get("/api/calls?state=completed").await.good();
    let [call] = completed["items"].as_array().unwrap().as_slice() else { panic!("{completed}") };
    assert_eq!((&call["bookingId"], &call["name"].is_string()), (&json!(talks.id), &true));
    assert!(call["durationSeconds"].is_u64() && call["phoneMasked"].as_str().unwrap().contains('•'));
    let id = call["id"].as_str().unwrap();
    assert_eq!(operator.get("/api/calls?state=live").await.good()["items"], json!([]));
    assert_eq!(ids(&operator.get(&format!("/api/calls?q={id}")).await.good()), [&call["id"]]);
    let by_number = operator.get("/api/calls?q=2025550100").await.good();
    assert_eq!(ids(&by_number), [&call["id"]]);
    let agent = call["agentId"].as_str().unwrap();
    assert!(ids(&operator.get(&format!("/api/calls?agent={agent}")).await.good()).contains(&&call["id"]));
    assert_eq!(operator.get("/api/calls?to=2001-01-01").await.good()["items"], json!([]));
    operator.get("/api/calls?from=soon").await.problem(422, "validation_failed");
    operator.get("/api/calls?cursor=1").await.problem(422, "validation_failed");

    let detail = operator.get(&format!("/api/calls/{id}")).await.good();
    assert_eq!(&detail["call"], call);
    let kinds: Vec<_> = detail["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert!(
        kinds.contains(&&json!("call.ended")) && kinds.contains(&&json!("booking.completed")),
        "{kinds:?}"
    );
    operator.get("/api/calls/call_01arz3ndektsv4rrffq69g5fav").await.problem(404, "call_not_found");

    let summary = operator.get("/api/calls/analytics/summary").await.good();
    assert_eq!(summary["calls"], attempts.len());
    assert_eq!((&summary["answered"], &summary["ended"]), (&json!(1), &summary["calls"]));
    let counted: i64 =
        summary["outcomes"].as_array().unwrap().iter().map(|o| o["count"].as_i64().unwrap()).sum();
    assert_eq!(counted, summary["ended"]);
    let performance = operator.get("/api/calls/analytics/performance").await.good();
    let calls: i64 =
        performance["agents"].as_array().unwrap().iter().map(|a| a["calls"].as_i64().unwrap()).sum();
    assert_eq!(calls, summary["calls"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dashboard_tells_the_day() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let cards = async |days: i64| operator.get(&format!("/api/dashboard/metrics?days={days}")).await;
    let card = |metrics: &Value, code: &str| {
        metrics["cards"].as_array().unwrap().iter().find(|card| card["code"] == code).unwrap().clone()
    };
    let empty = cards(7).await.good();
    assert_eq!(empty["cards"].as_array().unwrap().len(), 6);
    assert_eq!(
        (&card(&empty, "calls")["value"], &card(&empty, "answered")["value"]),
        (&json!(0.0), &Value::Null)
    );
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.visitor.end(&booked).await;
    house.settle().await;
    let metrics = cards(7).await.good();
    for (code, value) in
        [("calls", 1.0), ("answered", 1.0), ("bookings", 1.0), ("completed", 1.0), ("revenue", 999.0)]
    {
        let card = card(&metrics, code);
        assert_eq!(card["value"], value, "{code}");
        let trend = card["trend"].as_array().unwrap();
        assert_eq!((trend.len(), &trend[6]), (7, &json!(value)), "{code}");
    }
    assert_eq!(card(&metrics, "revenue")["currency"], "USD");
    cards(0).await.problem(422, "validation_failed");
    let recent = operator.get("/api/dashboard/recent-calls").await.good();
    assert_eq!(recent["items"][0]["bookingId"], booked.id);
    let today = operator.get("/api/dashboard/today-bookings").await.good();
    assert_eq!(ids(&today), [&json!(booked.id)]);
    let analytics = operator.get("/api/dashboard/analytics").await.good();
    let days = analytics["callsByDay"].as_array().unwrap();
    assert_eq!((days.len(), &days[29]["calls"], &days[29]["answered"]), (30, &json!(1), &json!(1)));
    assert_eq!(analytics["outcomes"], json!([{ "code": "completed", "count": 1 }]));
    assert_eq!(card(&metrics, "revenue")["others"], json!([]));
    // A test call is nobody's booking, and a business of another currency adds nothing up.
    let test = operator.post("/api/onboarding/test-call", &json!({})).await.good();
    assert!(test["bookingId"].is_string(), "{test}");
    let mut business = operator.get("/api/organizations").await.good();
    business["currency"] = json!("EUR");
    operator.put("/api/organizations", &business).await.good();
    let abroad = cards(7).await.good();
    assert_eq!(card(&abroad, "bookings")["value"], 1.0);
    let revenue = card(&abroad, "revenue");
    assert_eq!((&revenue["value"], &revenue["currency"]), (&json!(0.0), &json!("EUR")));
    assert_eq!(revenue["others"], json!([{ "currency": "USD", "amountMinor": 999 }]));
    let funnel = operator.get("/api/operator/funnel").await.good();
    assert_eq!(funnel["byPlan"].as_array().unwrap().len(), 1, "{funnel}");
    assert_eq!(funnel["byPlan"][0]["otherRevenue"], revenue["others"]);
}
