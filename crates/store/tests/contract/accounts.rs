//! Accounts, agents, breakers, lines and leases.

use futures::future::join_all;
use ringwright_domain::call::Call;
use ringwright_domain::dispatch::{Breaker, BreakerState};
use ringwright_domain::ids::{AccountId, AgentId};
use ringwright_store::{Mode, NewAccount, NewAgent};

use crate::world::{NOW, World, at, new_account, new_agent, queued};

#[tokio::test]
async fn an_account_comes_back_as_it_was_made() {
    let world = World::new().await;
    let home = &world.home;
    let account = home.read(async |tx| tx.account(&home.account).await.unwrap().unwrap()).await;
    assert_eq!((&account.id, &account.org), (&home.account, home.id()));
    assert_eq!((account.vendor.as_str(), account.name.as_str()), ("vapi", "Main"));
    assert_eq!((account.mode, account.lines, account.priority), (Mode::Sandbox, 10, -3));
    assert_eq!((account.paused, account.breaker, account.last_error), (false, Breaker::default(), None));
}

#[tokio::test]
async fn accounts_are_listed_by_age_and_by_vendor() {
    let world = World::new().await;
    let stripe = NewAccount { vendor: "stripe".into(), ..new_account(world.id(AccountId::new)) };
    let older = new_account(world.id(AccountId::new));
    let home = &world.home;
    home.write(async |tx| {
        tx.insert_account(&stripe, at(1)).await.unwrap();
        tx.insert_account(&older, at(-1)).await.unwrap();
    })
    .await;
    let all = home.read(async |tx| tx.accounts().await.unwrap()).await;
    let all: Vec<_> = all.into_iter().map(|account| account.id).collect();
    assert_eq!(all, [older.id.clone(), home.account.clone(), stripe.id.clone()]);

    let other = world.tenant("other").await;
    let mut tx = world.db.read().await.unwrap();
    let vapi: Vec<_> = tx.accounts_of_vendor("vapi").await.unwrap().into_iter().map(|a| a.id).collect();
    assert_eq!(vapi.len(), 3);
    assert_eq!(vapi[0], older.id);
    assert!(vapi.contains(&home.account) && vapi.contains(&other.account));
    assert!(tx.accounts_of_vendor("nobody").await.unwrap().is_empty());
    let found = tx.account_anywhere(&other.account).await.unwrap().unwrap();
    assert_eq!(&found.org, other.id());
    assert!(tx.account_anywhere(&world.id(AccountId::new)).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_is_paused_resumed_and_goes_live() {
    let world = World::new().await;
    let home = &world.home;
    for (paused, live) in [(true, false), (false, true)] {
        home.write(async |tx| {
            tx.set_paused(&home.account, paused).await.unwrap();
            if live {
                tx.go_live(&home.account).await.unwrap();
            }
        })
        .await;
        let account = home.read(async |tx| tx.account(&home.account).await.unwrap().unwrap()).await;
        assert_eq!((account.paused, account.mode == Mode::Live), (paused, live));
    }
}

#[tokio::test]
async fn agents_come_back_as_they_were_made_by_age() {
    let world = World::new().await;
    let home = &world.home;
    let older = NewAgent { persona: "sol".into(), ..new_agent(world.id(AgentId::new), &home.account) };
    home.write(async |tx| tx.insert_agent(&older, at(-1)).await.unwrap()).await;
    let agents = home.read(async |tx| tx.agents().await.unwrap()).await;
    let wanted = [older, new_agent(home.agent.clone(), &home.account)];
    assert_eq!(format!("{agents:?}"), format!("{wanted:?}"));
}

/// Ten nodes hear of a failure at the same time, and none is forgotten.
#[tokio::test]
async fn no_failure_is_lost_when_many_move_a_breaker() {
    let world = World::new().await;
    let home = &world.home;
    let step = |breaker: Breaker| Breaker { failures: breaker.failures + 1, opened_at: None };
    join_all((0..10).map(|_| async {
        home.write(async |tx| tx.move_breaker(&home.account, step, Some("503")).await.unwrap()).await;
    }))
    .await;
    let account = home.read(async |tx| tx.account(&home.account).await.unwrap().unwrap()).await;
    assert_eq!((account.breaker.failures, account.last_error.as_deref()), (10, Some("503")));
}

#[tokio::test]
async fn a_breaker_opens_and_closes_and_the_last_error_stays() {
    let world = World::new().await;
    let home = &world.home;
    let open = Breaker { failures: Breaker::THRESHOLD, opened_at: Some(NOW) };
    for (breaker, error) in [(open, Some("timed out")), (Breaker::default(), None)] {
        home.write(async |tx| tx.move_breaker(&home.account, |_| breaker, error).await.unwrap()).await;
        let account = home.read(async |tx| tx.account(&home.account).await.unwrap().unwrap()).await;
        assert_eq!((account.breaker, account.last_error.as_deref()), (breaker, Some("timed out")));
    }
}

#[tokio::test]
async fn lines_tell_limits_health_and_what_is_in_use() {
    let world = World::new().await;
    let home = &world.home;
    let second = new_agent(world.id(AgentId::new), &home.account);
    let open = Breaker { failures: Breaker::THRESHOLD, opened_at: Some(NOW) };
    let call = stored_call(&world).await;
    home.write(async |tx| {
        tx.insert_agent(&second, at(1)).await.unwrap();
        tx.take_lease(&call.id, &home.account, &home.agent, NOW).await.unwrap();
        tx.move_breaker(&home.account, |_| open, None).await.unwrap();
        tx.set_paused(&home.account, true).await.unwrap();
    })
    .await;
    let lines = home.read(async |tx| tx.lines(NOW).await.unwrap()).await;
    let live: Vec<_> = lines.iter().map(|line| (&line.agent, line.agent_live, line.account_live)).collect();
    assert_eq!(live, [(&home.agent, 1, 1), (&second.id, 0, 1)]);
    let line = &lines[0];
    assert_eq!((&line.account, line.persona.as_str()), (&home.account, "luna"));
    assert_eq!((line.account_lines, line.agent_lines), (10, 4));
    assert_eq!((line.account_priority, line.agent_priority, line.paused), (-3, 7, true));
    assert!(matches!(line.health, BreakerState::Open { until } if until > NOW));
    let later = home.read(async |tx| tx.lines(at(3_600)).await.unwrap()).await;
    assert_eq!(later[0].health, BreakerState::HalfOpen);
}

async fn stored_call(world: &World) -> Call {
    let booking = world.booked(&world.home, queued(NOW), NOW).await;
    let call = world.call(&world.home, &booking, NOW);
    world.home.keep_call(&call).await;
    call
}

#[tokio::test]
async fn a_lease_is_taken_once_renewed_and_given_back() {
    let world = World::new().await;
    let home = &world.home;
    let (first, second) = (stored_call(&world).await, stored_call(&world).await);
    home.write(async |tx| {
        tx.take_lease(&second.id, &home.account, &home.agent, at(2)).await.unwrap();
        tx.take_lease(&first.id, &home.account, &home.agent, at(1)).await.unwrap();
        tx.renew_lease(&first.id, at(30)).await.unwrap();
    })
    .await;
    let leases = home.read(async |tx| tx.leases().await.unwrap()).await;
    let seen: Vec<_> = leases.iter().map(|l| (&l.call, l.taken_at, l.renewed_at)).collect();
    assert_eq!(seen, [(&first.id, at(1), at(30)), (&second.id, at(2), at(2))]);
    assert_eq!((&leases[0].account, &leases[0].agent), (&home.account, &home.agent));

    let mut tx = home.org.begin().await.unwrap();
    assert!(tx.take_lease(&first.id, &home.account, &home.agent, at(3)).await.is_err());
    drop(tx);
    home.write(async |tx| tx.release_lease(&first.id).await.unwrap()).await;
    let left = home.read(async |tx| tx.leases().await.unwrap()).await;
    assert_eq!(left.iter().map(|lease| &lease.call).collect::<Vec<_>>(), [&second.id]);
}

/// Whoever has the turn at dispatch counts the leases and takes one; nobody passes the limit.
#[tokio::test]
async fn the_turn_at_dispatch_keeps_many_nodes_within_the_limit() {
    const LIMIT: usize = 3;
    let world = World::new().await;
    let home = &world.home;
    let mut calls = Vec::new();
    for _ in 0..10 {
        calls.push(stored_call(&world).await);
    }
    let placed = join_all(calls.iter().map(|call| async {
        home.write(async |tx| {
            tx.lock_dispatch().await.unwrap();
            let free = tx.leases().await.unwrap().len() < LIMIT;
            if free {
                tx.take_lease(&call.id, &home.account, &home.agent, NOW).await.unwrap();
            }
            free
        })
        .await
    }))
    .await;
    assert_eq!(placed.into_iter().filter(|placed| *placed).count(), LIMIT);
    assert_eq!(home.read(async |tx| tx.leases().await.unwrap().len()).await, LIMIT);
}

#[tokio::test]
async fn the_agents_of_an_account_take_the_ids_that_the_vendor_gave() {
    let world = World::new().await;
    let home = &world.home;
    let before = home.read(async |tx| tx.agents().await.unwrap()).await;
    home.write(async |tx| tx.set_agent_refs(&home.account, Some("as_live"), None).await.unwrap()).await;
    let after = home.read(async |tx| tx.agents().await.unwrap()).await;
    for (before, after) in before.iter().zip(&after).filter(|(_, after)| after.account == home.account) {
        assert_eq!((after.assistant_ref.as_str(), &after.number_ref), ("as_live", &before.number_ref));
    }
    assert!(after.iter().any(|agent| agent.assistant_ref == "as_live"));
    let other = world.tenant("other").await;
    other.write(async |tx| tx.set_agent_refs(&home.account, None, Some("stolen")).await.unwrap()).await;
    let kept = home.read(async |tx| tx.agents().await.unwrap()).await;
    assert!(kept.iter().all(|agent| agent.number_ref != "stolen"));
}
