//! Calls that our own agents hold.

use ringwright_domain::ids::CallId;
use ringwright_store::{
    LiveCall, LiveCosts, LiveLine, LiveOverlap, LiveTool, LiveToolBrought, LiveTurn, LiveUsage, OfAgent,
};

use crate::world::{NOW, Tenant, World, at};

fn live(world: &World, tenant: &Tenant, carrier_ref: &str) -> LiveCall {
    LiveCall {
        id: world.id(CallId::new),
        account: tenant.account.clone(),
        agent: tenant.agent.clone(),
        carrier: "twilio".into(),
        carrier_ref: carrier_ref.into(),
        person: Some("+12025550100".into()),
        node: "node_1".into(),
        started_at: NOW,
        seen_at: NOW,
        ended_at: None,
        outcome: None,
        usage: LiveUsage::default(),
    }
}

fn line(number: u32, turn: Option<u32>) -> LiveLine {
    let words = format!("words {number}");
    LiveLine { number, speaker: "caller".into(), kind: "whole".into(), turn, words, at: at(1) }
}

fn turn(number: u32, some: Option<u32>) -> LiveTurn {
    LiveTurn {
        turn: number,
        silent_since: at(2),
        asked: 80,
        words_final: some,
        first_token: some,
        first_audio: some,
        decided: some,
        voice_to_voice: 420,
        after_filler: some.is_some(),
        discarded: 1,
    }
}

#[tokio::test]
async fn a_call_is_kept_with_what_was_said_and_how_long_it_took() {
    let world = World::new().await;
    let home = &world.home;
    let call = live(&world, home, "CA1");
    home.write(async |tx| {
        tx.insert_live_call(&call).await.unwrap();
        for number in [1, 0] {
            tx.insert_live_line(&call.id, &line(number, (number == 1).then_some(7))).await.unwrap();
            tx.insert_live_turn(&call.id, &turn(number, (number == 1).then_some(300))).await.unwrap();
        }
        // Said again after a failure whose outcome nobody knew.
        tx.insert_live_line(&call.id, &line(1, None)).await.unwrap();
        tx.insert_live_turn(&call.id, &turn(1, None)).await.unwrap();
    })
    .await;
    home.write(async |tx| {
        assert!(tx.live_call_by_ref("twilio", "CA1").await.unwrap().as_ref() == Some(&call));
        assert!(tx.live_call_for_update(&call.id).await.unwrap().as_ref() == Some(&call));
        assert!(tx.newest_live_calls(at(1), 10).await.unwrap() == [call.clone()]);
        assert!(tx.newest_live_calls(NOW, 10).await.unwrap().is_empty());
        assert!(tx.live_lines(&call.id).await.unwrap() == [line(0, None), line(1, Some(7))]);
        assert_eq!(tx.live_turns(&call.id).await.unwrap(), [turn(0, None), turn(1, Some(300))]);
        assert!(tx.live_call_by_ref("telnyx", "CA1").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn what_was_said_long_ago_is_forgotten_a_few_lines_at_a_time_and_only_at_home() {
    let world = World::new().await;
    let (home, other) = (&world.home, world.tenant("other").await);
    let said_at = |number: u32| LiveLine { at: at(i64::from(number)), ..line(number, None) };
    let (call, theirs) = (live(&world, home, "CA1"), live(&world, &other, "CA2"));
    for (tenant, call) in [(home, &call), (&other, &theirs)] {
        tenant
            .write(async |tx| {
                tx.insert_live_call(call).await.unwrap();
                for number in 0..4 {
                    tx.insert_live_line(&call.id, &said_at(number)).await.unwrap();
                }
            })
            .await;
    }
    home.write(async |tx| {
        assert_eq!(tx.forget_live_lines(at(3), 2).await.unwrap(), 2);
        assert!(tx.live_lines(&call.id).await.unwrap() == [said_at(2), said_at(3)], "the oldest go first");
        assert_eq!(tx.forget_live_lines(at(3), 2).await.unwrap(), 1);
        assert_eq!(tx.forget_live_lines(at(3), 2).await.unwrap(), 0);
        assert!(tx.live_lines(&call.id).await.unwrap() == [said_at(3)]);
    })
    .await;
    other.write(async |tx| assert_eq!(tx.live_lines(&theirs.id).await.unwrap().len(), 4)).await;
}

#[tokio::test]
async fn the_tools_of_a_call_are_kept_until_what_was_said_is_forgotten() {
    let world = World::new().await;
    let (home, other) = (&world.home, world.tenant("other").await);
    let call = live(&world, home, "CA1");
    let asked = |number: u32| LiveTool {
        number,
        turn: (number > 0).then_some(number),
        name: "find_order".into(),
        arguments: r#"{"number":"17"}"#.into(),
        asked_at: at(i64::from(number)),
        brought: None,
    };
    let brought = |number: u32, outcome: &str| {
        let brought = LiveToolBrought { outcome: outcome.into(), result: "On its way.".into(), millis: 420 };
        LiveTool { brought: Some(brought), ..asked(number) }
    };
    home.write(async |tx| {
        tx.insert_live_call(&call).await.unwrap();
        for tool in [asked(0), asked(1), brought(1, "done"), brought(2, "failed")] {
            tx.put_live_tool(&call.id, &tool).await.unwrap();
        }
        // Written again after a failure whose outcome nobody knew.
        for tool in [asked(1), brought(1, "given_up")] {
            tx.put_live_tool(&call.id, &tool).await.unwrap();
        }
    })
    .await;
    home.read(async |tx| {
        assert!(
            tx.live_tools(&call.id).await.unwrap() == [asked(0), brought(1, "done"), brought(2, "failed")]
        );
    })
    .await;
    other
        .write(async |tx| {
            assert!(tx.live_tools(&call.id).await.unwrap().is_empty());
            assert_eq!(tx.forget_live_tools(at(9)).await.unwrap(), 0);
        })
        .await;
    home.write(async |tx| {
        assert_eq!(tx.forget_live_tools(at(2)).await.unwrap(), 2);
        assert!(tx.live_tools(&call.id).await.unwrap() == [brought(2, "failed")]);
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_up_takes_a_line_until_it_ends_and_ends_once() {
    let world = World::new().await;
    let home = &world.home;
    let call = live(&world, home, "CA1");
    home.write(async |tx| tx.insert_live_call(&call).await.unwrap()).await;
    let taken = async |home: &Tenant| {
        let lines = home.read(async |tx| tx.lines(NOW).await.unwrap()).await;
        (lines[0].account_live, lines[0].agent_live)
    };
    assert_eq!(taken(home).await, (1, 1));
    let up = async || world.read(async |tx| tx.open_live_call("twilio", "CA1").await.unwrap()).await;
    assert_eq!(up().await, Some((home.org.org().clone(), home.agent.clone())));
    let usage = LiveUsage {
        prompt_tokens: 10,
        completion_tokens: 5,
        letters: 40,
        heard_millis: 61_000,
        recognition_micros: 7_828,
        model_micros: 5,
        synthesis_micros: 1_200,
    };
    home.write(async |tx| {
        assert!(tx.see_live_call(&call.id, "node_2", at(3)).await.unwrap());
        assert!(tx.end_live_call(&call.id, "caller_hung_up", usage, at(5)).await.unwrap());
        assert!(!tx.end_live_call(&call.id, "lost", usage, at(6)).await.unwrap());
        assert!(!tx.see_live_call(&call.id, "node_3", at(7)).await.unwrap());
        let over = tx.live_call_for_update(&call.id).await.unwrap().unwrap();
        let expected = LiveCall {
            node: "node_2".into(),
            seen_at: at(5),
            ended_at: Some(at(5)),
            outcome: Some("caller_hung_up".into()),
            usage,
            ..call.clone()
        };
        assert!(over == expected);
    })
    .await;
    assert_eq!(taken(home).await, (0, 0));
    assert_eq!(up().await, None);
}

#[tokio::test]
async fn a_number_finds_its_agent_and_an_account_can_be_held() {
    let world = World::new().await;
    let home = &world.home;
    let agent = home.read(async |tx| tx.agent(&home.agent).await.unwrap().unwrap()).await;
    let vendor = home.read(async |tx| tx.account(&home.account).await.unwrap().unwrap()).await.vendor;
    let found = world.read(async |tx| tx.agent_by_number(&vendor, &agent.number_ref).await.unwrap()).await;
    assert_eq!(found, Some((home.org.org().clone(), home.agent.clone())));
    assert_eq!(world.read(async |tx| tx.agent_by_number(&vendor, "+1").await.unwrap()).await, None);
    assert_eq!(world.read(async |tx| tx.agent_by_number("x", &agent.number_ref).await.unwrap()).await, None);
    home.write(async |tx| assert!(tx.lock_account(&home.account).await.unwrap())).await;
}

#[tokio::test]
async fn nothing_of_a_call_is_seen_or_changed_from_another_organisation() {
    let world = World::new().await;
    let (home, other) = (&world.home, world.tenant("other").await);
    let call = live(&world, home, "CA1");
    home.write(async |tx| {
        tx.insert_live_call(&call).await.unwrap();
        tx.insert_live_line(&call.id, &line(0, None)).await.unwrap();
        tx.insert_live_turn(&call.id, &turn(0, None)).await.unwrap();
    })
    .await;
    other
        .write(async |tx| {
            assert!(tx.live_call_by_ref("twilio", "CA1").await.unwrap().is_none());
            assert!(tx.live_call_for_update(&call.id).await.unwrap().is_none());
            assert!(tx.newest_live_calls(at(9), 10).await.unwrap().is_empty());
            assert!(tx.live_lines(&call.id).await.unwrap().is_empty());
            assert!(tx.live_turns(&call.id).await.unwrap().is_empty());
            assert!(!tx.see_live_call(&call.id, "theirs", at(1)).await.unwrap());
            assert!(!tx.end_live_call(&call.id, "lost", LiveUsage::default(), at(1)).await.unwrap());
            assert!(!tx.lock_account(&home.account).await.unwrap());
        })
        .await;
    // The same id at the carrier of another organisation is another call.
    let theirs = live(&world, &other, "CA1");
    other.write(async |tx| tx.insert_live_call(&theirs).await.unwrap()).await;
    let still = home.write(async |tx| tx.live_call_for_update(&call.id).await.unwrap()).await;
    assert!(still == Some(call));
}

#[tokio::test]
async fn replies_interruptions_and_costs_are_found_by_their_time_with_their_agent() {
    let world = World::new().await;
    let (home, other) = (&world.home, world.tenant("other").await);
    let call = live(&world, home, "CA1");
    let heard =
        |number, second, interruption| LiveOverlap { number, at: at(second), interruption, millis: 60 };
    let usage =
        LiveUsage { letters: 40, heard_millis: 5_000, synthesis_micros: 1_200, ..LiveUsage::default() };
    home.write(async |tx| {
        tx.insert_live_call(&call).await.unwrap();
        for (number, second) in [(0, 1), (1, 5), (2, 9)] {
            let turn = LiveTurn { silent_since: at(second), ..turn(number, None) };
            tx.insert_live_turn(&call.id, &turn).await.unwrap();
            tx.insert_live_overlap(&call.id, &heard(number, second, number == 1)).await.unwrap();
        }
        tx.insert_live_overlap(&call.id, &heard(1, 7, false)).await.unwrap();
        tx.end_live_call(&call.id, "agent_done", usage, at(10)).await.unwrap();
    })
    .await;
    home.write(async |tx| {
        let turns = tx.live_turns_since(at(5), 10).await.unwrap();
        assert_eq!(turns.iter().map(|of| of.measured.turn).collect::<Vec<_>>(), [2, 1]);
        assert!(turns.iter().all(|of| of.agent == call.agent));
        assert_eq!(tx.live_turns_since(at(0), 1).await.unwrap().len(), 1);
        let all = [heard(0, 1, false), heard(1, 5, true), heard(2, 9, false)];
        assert_eq!(tx.live_overlaps(&call.id).await.unwrap(), all);
        let newest = OfAgent { agent: call.agent.clone(), measured: all[2] };
        assert_eq!(tx.live_overlaps_since(at(2), 1).await.unwrap(), [newest]);
        let costs = LiveCosts {
            calls: 1,
            heard_millis: 5_000,
            letters: 40,
            synthesis_micros: 1_200,
            ..LiveCosts::default()
        };
        assert_eq!(tx.live_costs_since(NOW).await.unwrap(), costs);
        assert_eq!(tx.live_costs_since(at(1)).await.unwrap(), LiveCosts::default());
        assert_eq!(tx.live_costs(&call.id).await.unwrap(), Some(costs));
    })
    .await;
    other
        .write(async |tx| {
            assert!(tx.live_turns_since(at(0), 10).await.unwrap().is_empty());
            assert!(tx.live_overlaps_since(at(0), 10).await.unwrap().is_empty());
            assert!(tx.live_overlaps(&call.id).await.unwrap().is_empty());
            assert_eq!(tx.live_costs_since(NOW).await.unwrap().calls, 0);
            assert_eq!(tx.live_costs(&call.id).await.unwrap(), None);
        })
        .await;
}
