//! Calls to our own agents through Telnyx: told by signed messages, answered by commands, heard over a socket.

use serde_json::{Value, json};

use crate::harness::{House, Reply, Speech, client, within};

fn ring(house: &House, script: &Value) -> Value {
    json!({ "url": format!("http://{}/voice/telnyx", house.server.address), "script": script })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_calls_by_telnyx_is_answered_and_the_agent_hangs_up() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    speech.expect("goodbye", [Reply::Use("end_call"), Reply::Say("Goodbye, then.")]);
    let script = json!([{ "say": "Goodbye" }, { "silent": { "ms": 60_000 } }]);
    let id = house.sandbox.ring_by_telnyx(&ring(&house, &script)).await;
    let call = house.ended_call().await;
    assert_eq!((&*call.carrier, &*call.carrier_ref), ("telnyx", &*id));
    assert_eq!(call.outcome.as_deref(), Some("agent_done"));
    let said = house.said(&call).await;
    assert!(said.contains(&("caller".into(), "goodbye".into())), "{said:?}");
    assert_eq!(said.last().unwrap().1, "then.");
    // It was answered, and ended: a socket that is closed is not the end of a call.
    let over = async {
        let mut news = house.sandbox.news().await;
        while house.sandbox.telnyx_call(&id).await["state"] != "completed" {
            news.next().await.unwrap();
        }
    };
    within("the end of the call at Telnyx", over).await;
    // To answer and to hang up, and nothing in between: its sound was not asked for again.
    assert_eq!(house.sandbox.telnyx_call(&id).await["commands"], 2);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_breaks_is_connected_again_and_the_call_goes_on() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    speech.expect("can I book a table", [Reply::Say("Of course.")]);
    let script = json!([{ "silent": { "ms": 6_000 } }, { "say": "Can I book a table?" }, { "silent": { "ms": 2_000 } }, "hangUp"]);
    let id = house.sandbox.ring_by_telnyx(&ring(&house, &script)).await;
    house
        .until("the call", async || {
            let mut tx = house.engine().org(&house.org).read().await.unwrap();
            tx.newest_live_calls(house.engine().now(), 1).await.unwrap().pop()
        })
        .await;
    house.sandbox.faults(&json!({ "telnyx": { "disconnectNext": 1 } })).await;
    let call = house.ended_call().await;
    assert_eq!(call.outcome.as_deref(), Some("caller_hung_up"));
    assert_eq!(call.carrier_ref, id);
    let said = house.said(&call).await;
    assert!(said.contains(&("caller".into(), "can I book a table".into())), "{said:?}");
    // It was answered, and its sound was asked for once more.
    assert_eq!(house.sandbox.telnyx_call(&id).await["commands"], 2);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_telnyx_did_not_sign_and_sockets_without_a_pass_are_refused() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let url = format!("http://{}/voice/telnyx", house.server.address);
    let asked =
        client().post(&url).header("telnyx-timestamp", "1").header("telnyx-signature-ed25519", "AAAA");
    let answer = within("an answer", asked.body("{}").send()).await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    for pass in ["a", "a.b", "ZGVmYXVsdA.AAAA"] {
        let socket = format!("ws://{}/media/telnyx/{pass}", house.server.address);
        let refused = tokio_tungstenite::connect_async(socket).await.unwrap_err();
        assert!(
            matches!(refused, tokio_tungstenite::tungstenite::Error::Http(answer) if answer.status() == 401)
        );
    }
    house.server.stop().await;
}
