//! Tools: servers of the business that are asked in the middle of a call.

use ringwright_domain::identity::Role;
use ringwright_store::{LiveTool, LiveToolBrought};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::harness::{GREETING, House, Operator, Posted, Receiver, Reply, Speech, Telephone};
use crate::voice::orphan;

const FILLER: &str = "One moment, please.";

struct Scene {
    house: House,
    speech: Speech,
    receiver: Receiver,
    operator: Operator,
    /// The path of the agent.
    agent: String,
}

impl Scene {
    /// An agent that knows how to find orders.
    async fn new() -> Self {
        let speech = Speech::start().await;
        let settings = speech.settings();
        let house = House::with(|args, tuning| {
            args.unsigned_media = true;
            args.loopback_webhooks = true;
            tuning.live = Some(settings);
        })
        .await;
        let receiver = Receiver::start().await;
        let operator = Operator::new(&house, &house.org, Role::Admin).await;
        let script = json!({ "tools": [find_order(&receiver.url)] });
        let made = operator.post("/api/agents", &json!({ "name": "Robin", "script": script })).await.good();
        let agent = format!("/api/agents/{}", made["id"].as_str().unwrap());
        let publish = json!({ "tag": made["draft"]["tag"] });
        operator.post(&format!("{agent}/publish"), &publish).await.good();
        Self { house, speech, receiver, operator, agent }
    }

    async fn secret(&self) -> String {
        let made = self.operator.post("/api/agents/tool-secret", &json!({})).await;
        made.good()["secret"].as_str().unwrap().to_owned()
    }

    /// The only call, as the API tells of it.
    async fn call(&self) -> Value {
        let call = self.house.ended_call().await.id;
        self.operator.get(&format!("/api/calls/{call}")).await.good()
    }

    async fn try_it(&self, arguments: Value) -> Value {
        let path = format!("{}/tools/find_order/try", self.agent);
        self.operator.post(&path, &json!({ "arguments": arguments })).await.good()
    }
}

fn find_order(url: &str) -> Value {
    json!({
        "name": "find_order", "description": "Finds out where an order is.", "url": url,
        "parameters": [{ "name": "number", "description": "Its number.", "required": true }],
    })
}

/// Judges a message as receivers do, with the scheme's own library.
fn judge(secret: &str, posted: &Posted) {
    Webhook::new(secret).unwrap().verify(&posted.body, &posted.headers).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_that_is_slow_is_spoken_over_and_what_it_brings_is_said() {
    let mut scene = Scene::new().await;
    let secret = scene.secret().await;
    let order = [Reply::Ask("find_order", r#"{"number": "17"}"#), Reply::Say("It is on its way.")];
    scene.speech.expect("where is my order seventeen", order);
    let tell = scene.receiver.answer_when_told();
    let mut telephone = Telephone::dial(scene.house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    let posted = scene.receiver.next().await;
    telephone.hear(FILLER.len()).await;
    tell.send((200, r#"{"state": "shipped"}"#)).unwrap();
    telephone.hear("It is on its way.".len()).await;
    telephone.hang_up();

    judge(&secret, &posted);
    let asked = posted.json();
    let data = &asked["data"];
    assert_eq!((&asked["type"], &data["tool"]), (&json!("tool.call"), &json!("find_order")));
    assert_eq!((&data["arguments"], &data["test"]), (&json!({ "number": "17" }), &json!(false)));
    let told = scene.speech.asked();
    let tools: Vec<_> = told[0]["tools"].as_array().unwrap().iter().map(|t| &t["function"]["name"]).collect();
    assert_eq!(tools, ["find_order", "end_call"]);
    let last = told.last().unwrap()["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["role"], &last["content"]), (&json!("tool"), &json!(r#"{"state": "shipped"}"#)));

    let call = scene.call().await;
    assert_eq!(data["callId"], call["call"]["id"]);
    let tool = &call["tools"][0];
    assert_eq!((&tool["name"], &tool["outcome"]), (&json!("find_order"), &json!("done")));
    assert_eq!((&tool["arguments"], &tool["turn"]), (&json!(r#"{"number": "17"}"#), &json!(1)));
    assert_eq!(tool["result"], r#"{"state": "shipped"}"#);
    let lines = call["transcript"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["kind"] == "phrase" && line["words"] == FILLER), "{lines:#?}");
    let events = call["events"].as_array().unwrap();
    let event = |kind: &str| events.iter().find(|event| event["kind"] == kind).map(|event| &event["data"]);
    assert_eq!(event("live.tool_asked"), Some(&json!({ "tool": "find_order" })));
    assert_eq!(event("live.tool_answered").unwrap()["outcome"], "done");
    let text = call["events"].to_string();
    assert!(!text.contains("shipped") && !text.contains("number"), "events tell nothing personal: {text}");

    let id = call["call"]["id"].as_str().unwrap().parse().unwrap();
    let kept = async || {
        let mut tx = scene.house.engine().org(&scene.house.org).read().await.unwrap();
        (tx.live_lines(&id).await.unwrap().len(), tx.live_tools(&id).await.unwrap().len())
    };
    scene.house.engine().clean_up_now().await.unwrap();
    assert!(matches!(kept().await, (1.., 1)), "their time has not come");
    scene.house.jump(std::time::Duration::from_secs(400 * 24 * 3_600)).await;
    scene.house.engine().clean_up_now().await.unwrap();
    assert_eq!(kept().await, (0, 0), "what was asked and brought is forgotten with the words");
    scene.house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_goes_on_does_not_have_it_done_twice_and_it_is_done_though_they_hang_up() {
    let mut scene = Scene::new().await;
    let order = [Reply::Ask("find_order", r#"{"number": "17"}"#)];
    scene.speech.expect("where is my order seventeen", order);
    scene.speech.expect("the one with the lamp I mean", [Reply::Say("I am still looking.")]);
    let tell = scene.receiver.answer_when_told();
    let mut telephone = Telephone::dial(scene.house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    let posted = scene.receiver.next().await.json();
    let path = format!("/api/calls/{}", posted["data"]["callId"].as_str().unwrap());
    let up = scene.operator.get(&path).await.good();
    assert_eq!(up["tools"][0]["name"], "find_order", "it is on record before it is asked");
    telephone.speak();
    telephone.hear("I am still looking.".len()).await;
    let asked = scene.speech.asked();
    let messages = asked.last().unwrap()["messages"].to_string();
    assert!(messages.contains("has not answered yet"), "{messages}");
    telephone.hang_up();
    let call = scene.call().await;
    assert_eq!(call["tools"][0]["outcome"], Value::Null, "it is not known yet");
    tell.send((200, "Shipped.")).unwrap();
    let brought = scene.house.until("what the tool brought", async || {
        let tool = scene.call().await["tools"][0].clone();
        (!tool["outcome"].is_null()).then_some(tool)
    });
    let brought = brought.await;
    assert_eq!((&brought["outcome"], &brought["result"]), (&json!("done"), &json!("Shipped.")));
    scene.receiver.assert_silent();
    scene.house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_goes_on_after_its_server_died_knows_what_was_used() {
    let scene = Scene::new().await;
    let call = orphan(&scene.house, "CA1").await;
    let engine = scene.house.engine();
    let tool = |number, brought| LiveTool {
        number,
        turn: None,
        name: "find_order".into(),
        arguments: r#"{"number":"17"}"#.into(),
        asked_at: engine.now(),
        brought,
    };
    let brought = LiveToolBrought { outcome: "done".into(), result: "Shipped.".into(), millis: 300 };
    let mut tx = engine.org(&scene.house.org).begin().await.unwrap();
    for tool in [tool(0, Some(brought)), tool(1, None)] {
        tx.put_live_tool(&call, &tool).await.unwrap();
    }
    tx.commit(engine.now()).await.unwrap();
    let again = [Reply::Ask("find_order", r#"{"number": 18}"#), Reply::Say("It was sent.")];
    scene.speech.expect("and my order", again);
    let mut telephone = Telephone::dial(scene.house.server.address, "CA1").await;
    telephone.hear("Sorry, we were cut off for a moment. Please go on.".len()).await;
    telephone.speak();
    telephone.hear("It was sent.".len()).await;
    telephone.hang_up();
    let asked = scene.speech.asked();
    let messages = asked[0]["messages"].to_string();
    assert!(
        messages.contains("Shipped.") && messages.contains("not known whether this was done"),
        "{messages}"
    );
    let told = scene.call().await;
    let outcomes: Vec<_> = told["tools"].as_array().unwrap().iter().map(|tool| &tool["outcome"]).collect();
    assert_eq!(outcomes, [&json!("done"), &Value::Null, &json!("unsound")], "numbers go on");
    scene.house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_is_tried_as_a_call_would_ask_it() {
    let mut scene = Scene::new().await;
    let number = json!({ "number": "17" });
    for (answer, outcome, told) in [
        ((200, ""), "done", "Done."),
        ((200, "Shipped."), "done", "Shipped."),
        (
            (404, "No such order."),
            "failed",
            "It was not done: the server answered with status 404. No such order.",
        ),
    ] {
        scene.receiver.answer_with(answer.0, answer.1);
        let tried = scene.try_it(number.clone()).await;
        assert_eq!((&tried["outcome"], &tried["result"]), (&json!(outcome), &json!(told)));
        assert_eq!(scene.receiver.next().await.json()["data"]["test"], true);
    }
    let tried = scene.try_it(json!({})).await;
    assert_eq!(
        (&tried["outcome"], &tried["result"]),
        (&json!("unsound"), &json!("`number` is missing. Nothing was done."))
    );
    scene.receiver.assert_silent();
    // Nobody listens there.
    let detail = scene.operator.get(&scene.agent).await.good();
    let mut script = detail["draft"]["script"].clone();
    script["tools"][0]["url"] = json!("http://127.0.0.1:9/");
    let draft = json!({ "tag": detail["draft"]["tag"], "script": script });
    scene.operator.put(&format!("{}/draft", scene.agent), &draft).await.good();
    let tried = scene.try_it(number).await;
    assert_eq!(tried["outcome"], "unreachable", "the draft is what is tried: {tried}");
    let path = format!("{}/tools/other/try", scene.agent);
    scene.operator.post(&path, &json!({})).await.problem(404, "tool_not_found");
    scene.house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_secret_signs_beside_the_old_one_for_a_day() {
    let mut scene = Scene::new().await;
    let (old, new) = (scene.secret().await, scene.secret().await);
    let number = json!({ "number": "17" });
    scene.try_it(number.clone()).await;
    let posted = scene.receiver.next().await;
    judge(&old, &posted);
    judge(&new, &posted);
    scene.house.jump(std::time::Duration::from_secs(25 * 3_600)).await;
    scene.operator = Operator::new(&scene.house, &scene.house.org, Role::Admin).await;
    scene.try_it(number).await;
    let signature = scene.receiver.next().await.headers["webhook-signature"].to_str().unwrap().to_owned();
    assert_eq!(signature.split(' ').count(), 1, "the old one signs no longer");
    scene.house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_is_asked_over_the_open_internet_alone_and_only_by_our_own_voice() {
    let house = House::start().await;
    let operator = Operator::new(&house, &house.org, Role::Admin).await;
    let script = |url: &str| json!({ "tools": [find_order(url)] });
    for url in ["http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "orders"] {
        let made = operator.post("/api/agents", &json!({ "name": "Robin", "script": script(url) })).await;
        let problem = made.problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "tools.0.url", "{url}");
    }
    let agents = operator.get("/api/agents").await.good();
    let theirs = agents["items"].as_array().unwrap().iter().find(|agent| agent["vendor"] == "vapi").unwrap();
    let path = format!("/api/agents/{}", theirs["id"].as_str().unwrap());
    let detail = operator.get(&path).await.good();
    let draft = json!({ "tag": detail["draft"]["tag"], "script": script("https://example.com/") });
    let kept = operator.put(&format!("{path}/draft"), &draft).await.good();
    let publish = json!({ "tag": kept["draft"]["tag"] });
    let problem = operator.post(&format!("{path}/publish"), &publish).await.problem(422, "validation_failed");
    assert_eq!(
        (&problem["errors"][0]["field"], &problem["errors"][0]["code"]),
        (&json!("tools"), &json!("not_offered"))
    );
    house.server.stop().await;
}
