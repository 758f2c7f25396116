//! The carriers beside Vapi: each is connected through the API as on the page, and carries calls as Vapi does.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, phone, states};

/// A carrier: its vendor, and an agent and a number there.
struct Carrier {
    vendor: &'static str,
    agent: &'static str,
    number: &'static str,
}

const CARRIERS: [Carrier; 2] = [
    Carrier { vendor: "retell", agent: "agent_sandbox", number: "+12025550190" },
    Carrier { vendor: "elevenlabs", agent: "agent_sandbox", number: "phnum_sandbox" },
];

impl Carrier {
    /// A house all of whose calls this carrier carries; gives the account, too.
    async fn house(&self) -> (House, String) {
        let house = House::start().await;
        let operator = Operator::demo(&house).await;
        let form = json!({ "vendor": self.vendor, "name": "Other line", "mode": "sandbox", "lines": 9 });
        let made = operator.post("/api/organizations/integrations", &form).await.good();
        assert_eq!((&made["kind"], &made["state"]), (&json!("calls"), &json!("connected")), "{made}");
        let id = made["id"].as_str().unwrap().to_owned();
        let check = operator.post(&format!("/api/operator/accounts/{id}/check"), &json!({})).await.good();
        assert_eq!(check["ok"], true, "{check}");
        let agent = json!({
            "accountId": id, "name": "Luna elsewhere", "persona": "luna", "lines": 9, "priority": 0,
            "active": true, "assistantRef": self.agent, "numberRef": self.number,
        });
        operator.post("/api/operator/agents", &agent).await.good();
        if self.vendor == "elevenlabs" {
            // What an operator does at the vendor.
            let account = house.accounts(self.vendor).await.remove(0);
            let (key, secret) = (house.key(&account).await, house.webhook_secret(&account).await);
            let url = format!("{}/webhooks/elevenlabs/{id}", house.visitor.base);
            let hooks = json!([{ "key": key, "url": url, "secret": secret }]);
            house.sandbox.settings(&json!({ "elevenlabsWebhooks": hooks })).await;
        }
        for account in house.accounts("vapi").await {
            let path = format!("/api/operator/accounts/{}/pause", account.id);
            operator.post(&path, &json!({ "paused": true })).await.good();
        }
        (house, id)
    }

    /// Changes the faults of the carrier.
    async fn faults(&self, house: &House, faults: Value) {
        house.sandbox.faults(&json!({ self.vendor: faults })).await;
    }
}

fn outcomes(booking: &Value) -> Vec<&str> {
    booking["attempts"].as_array().unwrap().iter().filter_map(|attempt| attempt["outcome"].as_str()).collect()
}

async fn assert_figures(house: &House, wanted: &[(&str, u64)]) {
    let stats = house.sandbox.stats().await;
    for (figure, wanted) in wanted {
        assert_eq!(stats[figure], *wanted, "{figure}: {stats}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paid_booking_is_called_once_and_completed() {
    for carrier in CARRIERS {
        let (house, account) = carrier.house().await;
        let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
        let attempt = &booking["attempts"][0];
        let at = |name: &str| attempt[name].as_str().unwrap().parse::<ringwright_domain::Instant>().unwrap();
        // ElevenLabs tells whole seconds, and nobody hears of it when a call is answered.
        let tells_all = carrier.vendor != "elevenlabs";
        assert!(at("createdAt").seconds() <= at("answeredAt").seconds(), "{attempt}");
        assert!(at("answeredAt") < at("endedAt"), "{attempt}");
        let kinds = house.kinds(&booked.id).await;
        let story =
            ["call.initiating", "call.ringing", "call.in_progress", "call.ended", "booking.completed"];
        let told = story.map(|kind| kinds.iter().filter(|seen| *seen == kind).count());
        assert_eq!(told, [1, 1, usize::from(tells_all), 1, 1], "{kinds:?}");
        let carried = house.events().await.into_iter().filter(|event| event.kind == "call.initiating");
        assert!(carried.into_iter().all(|event| event.data["account"] == account));
        assert_figures(&house, &[("callsPlaced", 1), ("doubleRings", 0), ("refunds", 0)]).await;
        house.settle().await;
        let operator = Operator::demo(&house).await;
        let path = format!("/api/operator/webhooks?vendor={}", carrier.vendor);
        let heard = operator.get(&path).await.good();
        let items = heard["items"].as_array().unwrap();
        assert!(items.iter().any(|hook| hook["outcome"] == "moved"), "its own news moved it: {heard}");
        assert!(items.iter().all(|hook| hook["kind"] != ""), "{heard}");
        house.assert_lines_free().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_called_as_often_as_is_decent() {
    for carrier in CARRIERS {
        let (house, _) = carrier.house().await;
        house.offer("brief", 500, 60).await;
        let stories = [
            (1, ["busy"; 3].as_slice(), "no_answer", "refunded"),
            (2, &["no_answer"; 3], "no_answer", "refunded"),
            (3, &["voicemail"; 3], "no_answer", "refunded"),
            (4, &["rejected"], "failed", "refunded"),
            (5, &["completed"], "completed", "paid"),
            (6, &["duration_reached"], "completed", "paid"),
            (7, &["invalid_number"], "failed", "refunded"),
            (8, &["screened"; 3], "no_answer", "refunded"),
        ];
        let house = &house;
        let stories = stories.map(async |(person, attempts, state, payment)| {
            let booked = house.visitor.book_and_pay("brief", &phone(person)).await;
            let booking = house.visitor.end(&booked).await;
            assert_eq!(outcomes(&booking), attempts, "{} {person}", carrier.vendor);
            assert_eq!(states(&booking), (state, payment), "{} {person}", carrier.vendor);
            attempts.len() as u64
        });
        let calls: u64 = futures::future::join_all(stories).await.into_iter().sum();
        assert_figures(house, &[("callsPlaced", calls), ("doubleRings", 0), ("refunds", 6)]).await;
        house.assert_lines_free().await;
        house.events().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_answer_is_lost_rings_once_and_is_completed() {
    for carrier in CARRIERS {
        let (house, _) = carrier.house().await;
        carrier.faults(&house, json!({ "loseAnswers": 1 })).await;
        let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
        assert_figures(&house, &[("answersLost", 1), ("callsPlaced", 1), ("doubleRings", 0)]).await;
        house.assert_lines_free().await;
    }
}

/// The same, when no webhook helps either: the vendor is asked for the attempt by its own id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_answer_and_news_are_lost_is_found() {
    for carrier in CARRIERS {
        let (house, _) = carrier.house().await;
        carrier.faults(&house, json!({ "loseAnswers": 1, "webhookDropRate": 1.0 })).await;
        let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
        house.sandbox.newest_call("ended").await;
        let seen =
            async || house.kinds(&booked.id).await.into_iter().find(|kind| kind == "call.submission_unknown");
        house.until("the lost answer is noticed", seen).await;
        house.jump(Duration::from_secs(21)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
        assert_figures(&house, &[("callsPlaced", 1), ("doubleRings", 0)]).await;
        house.assert_lines_free().await;
    }
}

/// A search may know of a call late: it is not placed again before its not being there proves something.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_got_lost_is_only_placed_anew_when_that_is_sure() {
    for carrier in CARRIERS {
        let (house, _) = carrier.house().await;
        carrier.faults(&house, json!({ "failNext5xx": 1 })).await;
        let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
        let seen =
            async || house.kinds(&booked.id).await.into_iter().find(|kind| kind == "call.submission_unknown");
        house.until("the lost order is noticed", seen).await;
        house.jump(Duration::from_secs(31)).await;
        house.settle().await;
        let waiting = house.visitor.view(&booked).await;
        assert_eq!(waiting["attempts"][0]["state"], "submission_unknown", "{waiting}");
        assert_figures(&house, &[("callsPlaced", 0)]).await;
        house.jump(Duration::from_secs(31)).await;
        assert_eq!(outcomes(&house.visitor.end(&booked).await), ["never_placed", "completed"]);
        assert_figures(&house, &[("callsPlaced", 1), ("doubleRings", 0)]).await;
        house.assert_lines_free().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_that_comes_twice_late_and_out_of_order_has_its_effect_once() {
    for carrier in CARRIERS {
        let (house, _) = carrier.house().await;
        let bad = json!({ "webhookDuplicate": 4, "webhookReorder": true, "webhookDelayMs": 10 });
        carrier.faults(&house, bad).await;
        let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
        assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
        let kinds = house.kinds(&booked.id).await;
        for kind in ["call.initiating", "call.ended", "booking.completed"] {
            assert_eq!(kinds.iter().filter(|seen| *seen == kind).count(), 1, "{kind}: {kinds:?}");
        }
        assert_figures(&house, &[("callsPlaced", 1)]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_not_placed_again_while_its_carrier_is_down_and_goes_out_later() {
    for carrier in CARRIERS {
        let (house, account) = carrier.house().await;
        carrier.faults(&house, json!({ "refuseNext429": 1 })).await;
        let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!(outcomes(&booking), ["never_placed", "completed"]);
        assert_figures(&house, &[("callsPlaced", 1), ("doubleRings", 0)]).await;
        carrier.faults(&house, json!({ "down": true })).await;
        let operator = Operator::demo(&house).await;
        let path = format!("/api/operator/accounts/{account}/check");
        let check = operator.post(&path, &json!({})).await.good();
        assert_eq!(check["ok"], false, "{check}");
    }
}

/// Ended by us, since nobody else tells or does it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_paid_time_ends_a_call_whose_news_are_all_lost() {
    for carrier in CARRIERS.into_iter().filter(|carrier| carrier.vendor != "elevenlabs") {
        let (house, _) = carrier.house().await;
        house.offer("long", 500, 3_600).await;
        carrier.faults(&house, json!({ "webhookDropRate": 1.0 })).await;
        let booked = house.visitor.book_and_pay("long", &phone(6)).await;
        house.sandbox.newest_call("in-progress").await;
        house.visitor.reaches(&booked, "initiating").await;
        house.jump(Duration::from_secs(21)).await;
        house.visitor.reaches(&booked, "calling").await;
        house.jump(Duration::from_secs(3_600)).await;
        let ended = house.sandbox.newest_call("ended").await;
        assert_eq!(ended["endedReason"], "manual_stopped", "the sandbox's own limit comes later");
        house.jump(Duration::from_secs(5)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
        assert_figures(&house, &[("callsPlaced", 1)]).await;
        house.assert_lines_free().await;
    }
}

/// What was published for an agent here is what it says there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_says_what_is_published() {
    for carrier in CARRIERS {
        let (house, account) = carrier.house().await;
        let operator = Operator::demo(&house).await;
        let agents = operator.get("/api/agents").await.good();
        let mut agents = agents["items"].as_array().unwrap().iter();
        let agent = agents.find(|agent| agent["accountId"] == account.as_str()).unwrap();
        let path = format!("/api/agents/{}", agent["id"].as_str().unwrap());
        let draft = operator.get(&path).await.good()["draft"].clone();
        let mut script = draft["script"].clone();
        script["firstMessage"] = json!("{{business}} calls about the sea.");
        script["voice"] = json!({ "provider": carrier.vendor, "voiceId": "voice-1", "name": "" });
        let written = operator
            .put(&format!("{path}/draft"), &json!({ "script": script, "tag": draft["tag"] }))
            .await
            .good();
        let tag = &written["draft"]["tag"];
        operator.post(&format!("{path}/publish"), &json!({ "tag": tag })).await.good();

        let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
        assert_eq!(house.visitor.end(&booked).await["state"], "completed");
        let key = house.key(&house.accounts(carrier.vendor).await[0]).await;
        let id = house.sandbox.calls().await[0]["id"].as_str().unwrap().to_owned();
        let place = match carrier.vendor {
            "retell" => format!("/retell/v2/get-call/{id}"),
            _ => format!("/elevenlabs/v1/convai/conversations/{id}"),
        };
        let request = house.visitor.http.get(format!("{}{place}", house.sandbox.base));
        let call = Answer::of(request.bearer_auth(&key).header("xi-api-key", &key)).await.good();
        let said = call["transcript"].to_string();
        assert!(said.contains("Evening Line calls about the sea."), "{call}");
        assert!(said.contains("automated"), "it says that it is a machine: {call}");
    }
}

/// ElevenLabs ends no call on request: it goes on to the limit of its agent, and holds its line so long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_nobody_can_end_is_followed_to_its_end() {
    let carrier = &CARRIERS[1];
    let (house, _) = carrier.house().await;
    house.offer("short", 500, 60).await;
    carrier.faults(&house, json!({ "webhookDropRate": 1.0 })).await;
    let booked = house.visitor.book_and_pay("short", &phone(6)).await;
    house.sandbox.newest_call("in-progress").await;
    house.visitor.reaches(&booked, "initiating").await;
    house.jump(Duration::from_secs(21)).await;
    house.visitor.reaches(&booked, "calling").await;
    house.jump(Duration::from_secs(70)).await;
    house.settle().await;
    let ended = house.sandbox.newest_call("ended").await;
    assert_eq!(ended["endedReason"], "Conversation exceeded its maximum duration");
    house.jump(Duration::from_secs(31)).await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["duration_reached"]));
    house.assert_lines_free().await;
}

/// The test call takes whichever line of the sandbox's there is, with an agent that its vendor knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_test_call_goes_through() {
    for carrier in CARRIERS {
        let (house, account) = carrier.house().await;
        let operator = Operator::demo(&house).await;
        let made = operator.post("/api/onboarding/test-call", &json!({})).await.good();
        let booking = made["bookingId"].as_str().unwrap();
        let done = async || house.kinds(booking).await.into_iter().find(|kind| kind == "booking.completed");
        house.until("the test call is over", done).await;
        let placed = house.events().await.into_iter().rfind(|event| event.kind == "call.initiating").unwrap();
        assert_eq!(placed.data["account"], account);
    }
}
