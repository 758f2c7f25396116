//! Lists of calls, and figures of them.

use ringwright_domain::Instant;
use ringwright_domain::call::{Call, CallOutcome, CallState};
use ringwright_domain::ids::CallId;
use ringwright_store::{CallKind, CallWalk, ListedCall, LiveCall, LiveUsage};

use crate::world::{Tenant, World, at, queued};

fn own(world: &World, tenant: &Tenant, started_at: Instant, ended_at: Option<Instant>) -> LiveCall {
    let id = world.id(CallId::new);
    LiveCall {
        account: tenant.account.clone(),
        agent: tenant.agent.clone(),
        carrier: "twilio".to_owned(),
        carrier_ref: format!("CA{id}"),
        id,
        person: Some("+12025550142".to_owned()),
        node: "node_1".to_owned(),
        started_at,
        seen_at: started_at,
        ended_at,
        outcome: ended_at.map(|_| "caller_hung_up".to_owned()),
        usage: LiveUsage {
            prompt_tokens: 3,
            completion_tokens: 2,
            letters: 1,
            heard_millis: 900,
            ..LiveUsage::default()
        },
    }
}

async fn attempt(world: &World, tenant: &Tenant, recorded: Instant, state: CallState) -> Call {
    let booking = world.booked(tenant, queued(recorded), recorded).await;
    let call = Call { state, ..world.call(tenant, &booking, recorded) };
    tenant.write(async |tx| tx.insert_call(&call).await.unwrap()).await;
    call
}

fn ended(outcome: CallOutcome, answered: Option<i64>, at_end: i64) -> CallState {
    CallState::Ended { outcome, answered_at: answered.map(at), ended_at: at(at_end) }
}

fn ids(calls: &[ListedCall]) -> Vec<CallId> {
    calls.iter().map(|call| call.id.clone()).collect()
}

#[tokio::test]
async fn calls_of_both_kinds_are_walked_newest_first_without_gaps() {
    let world = World::new().await;
    let home = &world.home;
    let other = world.tenant("other").await;
    let oldest = attempt(&world, home, at(10), ended(CallOutcome::Completed, Some(12), 72)).await;
    let inbound = own(&world, home, at(20), Some(at(50)));
    let ringing = attempt(&world, home, at(30), CallState::Ringing).await;
    let up = own(&world, home, at(30), None);
    attempt(&world, &other, at(25), CallState::Ringing).await;
    home.write(async |tx| {
        tx.insert_live_call(&inbound).await.unwrap();
        tx.note_live_version(&inbound.id, 7).await.unwrap();
        tx.insert_live_call(&up).await.unwrap();
    })
    .await;
    // Of one instant, by their ids.
    let mut newest = vec![ringing.id.clone(), up.id.clone()];
    newest.sort_by(|a, b| b.cmp(a));
    let all = [newest, vec![inbound.id.clone(), oldest.id.clone()]].concat();
    let mut walked = Vec::new();
    let mut after = None;
    loop {
        let walk = CallWalk { after: after.clone(), most: 1, ..CallWalk::default() };
        let page = home.read(async |tx| tx.walk_calls(&walk).await.unwrap()).await;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id.clone()));
        walked.extend(ids(&page));
    }
    assert_eq!(walked, all);
    let walk = CallWalk { from: Some(at(20)), to: Some(at(30)), most: 9, ..CallWalk::default() };
    assert_eq!(
        ids(&home.read(async |tx| tx.walk_calls(&walk).await.unwrap()).await),
        std::slice::from_ref(&inbound.id)
    );
    let walk = CallWalk { agent: Some(&other.agent), most: 9, ..CallWalk::default() };
    assert!(home.read(async |tx| tx.walk_calls(&walk).await.unwrap()).await.is_empty());
    let walk = CallWalk { agent: Some(&home.agent), most: 9, ..CallWalk::default() };
    assert_eq!(ids(&home.read(async |tx| tx.walk_calls(&walk).await.unwrap()).await), all);
    let found = home.read(async |tx| tx.listed_call(&inbound.id).await.unwrap()).await.unwrap();
    assert_eq!((found.version, found.at), (Some(7), at(20)));
    assert!(matches!(found.kind, CallKind::Own { ended_at: Some(end), .. } if end == at(50)));
    let found = home.read(async |tx| tx.listed_call(&oldest.id).await.unwrap()).await.unwrap();
    assert!(
        matches!(found.kind, CallKind::Booked { booking, state, .. } if booking == oldest.booking && state == oldest.state)
    );
    assert!(other.read(async |tx| tx.listed_call(&inbound.id).await.unwrap()).await.is_none());
    assert_eq!(home.read(async |tx| tx.live_usage(&inbound.id).await.unwrap()).await, Some(inbound.usage));
    assert_eq!(home.read(async |tx| tx.live_usage(&up.id).await.unwrap()).await, None);
    assert_eq!(home.read(async |tx| tx.live_version(&inbound.id).await.unwrap()).await, Some(7));
}

#[tokio::test]
async fn calls_are_counted_by_how_they_ended() {
    let world = World::new().await;
    let home = &world.home;
    for (end, answered) in [(72, 12), (132, 12)] {
        attempt(&world, home, at(10), ended(CallOutcome::Completed, Some(answered), end)).await;
    }
    attempt(&world, home, at(11), ended(CallOutcome::NoAnswer, None, 40)).await;
    attempt(&world, home, at(12), CallState::Ringing).await;
    attempt(&world, home, at(100), CallState::Ringing).await;
    let (over, up) = (own(&world, home, at(20), Some(at(50))), own(&world, home, at(21), None));
    home.write(async |tx| {
        tx.insert_live_call(&over).await.unwrap();
        tx.insert_live_call(&up).await.unwrap();
    })
    .await;
    let mut tx = home.org.read().await.unwrap();
    let spans = [(at(100), at(101)), (at(0), at(100)), (at(500), at(501))];
    let [rest, counts, none] = tx.count_attempts(&spans).await.unwrap().try_into().unwrap();
    assert_eq!((rest.len(), rest[0].count, none), (1, 1, vec![]), "each in its own span");
    let told: Vec<_> = counts
        .iter()
        .map(|count| (count.outcome.as_str(), count.answered, count.count, count.seconds))
        .collect();
    assert_eq!(told, [("", false, 1, 0), ("completed", true, 2, 180), ("no_answer", false, 1, 0)]);
    assert!(counts.iter().all(|count| count.agent == home.agent));
    let [counts, none] = tx.count_own_calls(&spans[1..]).await.unwrap().try_into().unwrap();
    assert_eq!(none, []);
    let told: Vec<_> = counts
        .iter()
        .map(|count| (count.outcome.as_str(), count.answered, count.count, count.seconds))
        .collect();
    assert_eq!(told, [("", true, 1, 0), ("caller_hung_up", true, 1, 30)]);
}

#[tokio::test]
async fn what_was_set_up_is_told_by_facts() {
    use ringwright_domain::agent::Script;
    use ringwright_store::AgentVersion;
    let world = World::new().await;
    let other = world.tenant("other").await;
    let facts = async |tenant: &Tenant| {
        let mut tx = tenant.org.read().await.unwrap();
        let published = tx.has_published().await.unwrap();
        (published, tx.has_held_a_call().await.unwrap(), tx.has_team().await.unwrap())
    };
    assert_eq!(facts(&world.home).await, (false, false, false));
    let version = AgentVersion {
        number: 1,
        script: Script::default(),
        at: at(1),
        by: "Åsa Ek".to_owned(),
        note: String::new(),
    };
    let call = own(&world, &world.home, at(20), Some(at(50)));
    world
        .home
        .write(async |tx| {
            let agent = world.home.agent.clone();
            tx.insert_version(&agent, &version).await.unwrap();
            tx.insert_live_call(&call).await.unwrap();
        })
        .await;
    assert_eq!(facts(&world.home).await, (true, true, false));
    assert_eq!(facts(&other).await, (false, false, false));
}
