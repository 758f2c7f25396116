//! Scripts of agents.

use ringwright_domain::agent::Script;
use ringwright_store::{AgentDraft, AgentVersion, VersionNote};

use crate::world::{World, at, queued};

fn script(instructions: &str) -> Script {
    Script { instructions: instructions.to_owned(), ..Script::default() }
}

fn note(number: u32) -> VersionNote {
    let AgentVersion { number, at, by, note, .. } = version(number);
    VersionNote { number, at, by, note }
}

fn version(number: u32) -> AgentVersion {
    AgentVersion {
        number,
        script: script(&format!("Version {number}.")),
        at: at(i64::from(number)),
        by: "Åsa Ek".to_owned(),
        note: "Shorter".to_owned(),
    }
}

#[tokio::test]
async fn an_attempt_is_held_by_what_was_published_when_it_was_recorded() {
    let world = World::new().await;
    let (home, agent) = (&world.home, &world.home.agent);
    let mut calls = Vec::new();
    for number in 1..=3 {
        let booking = world.booked(home, queued(at(number)), at(number)).await;
        let call = world.call(home, &booking, at(number));
        home.write(async |tx| tx.insert_call(&call).await.unwrap()).await;
        calls.push(call);
        let number = u32::try_from(number).unwrap();
        home.write(async |tx| tx.insert_version(agent, &version(number)).await.unwrap()).await;
    }
    let mut tx = home.org.read().await.unwrap();
    for (call, expected) in calls.iter().zip([None, Some(1), Some(2)]) {
        assert_eq!(tx.version_of_call(agent, &call.id).await.unwrap(), expected.map(version));
    }
    let other = world.tenant("other").await;
    let mut theirs = other.org.read().await.unwrap();
    assert_eq!(theirs.version_of_call(agent, &calls[2].id).await.unwrap(), None);
}

#[tokio::test]
async fn a_draft_is_kept_and_the_newest_version_is_the_published_one() {
    let world = World::new().await;
    let agent = &world.home.agent;
    let draft = |text: &str| AgentDraft { script: script(text), at: at(1), by: "Åsa Ek".to_owned() };
    world
        .home
        .write(async |tx| {
            assert!(tx.lock_agent(agent).await.unwrap());
            assert_eq!(tx.draft(agent).await.unwrap(), None);
            assert_eq!(tx.published(agent).await.unwrap(), None);
            let listed = tx.scripted_agents().await.unwrap();
            assert!(listed.iter().all(|agent| agent.draft.is_none() && agent.published.is_none()));
            tx.put_draft(agent, &draft("First.")).await.unwrap();
            tx.put_draft(agent, &draft("Second.")).await.unwrap();
            for number in 1..=3 {
                tx.insert_version(agent, &version(number)).await.unwrap();
            }
        })
        .await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(tx.draft(agent).await.unwrap(), Some(draft("Second.")));
    assert_eq!(tx.published(agent).await.unwrap(), Some(version(3)));
    assert_eq!(tx.version(agent, 2).await.unwrap(), Some(version(2)));
    assert_eq!(tx.version(agent, 4).await.unwrap(), None);
    assert_eq!(tx.versions(agent, 2).await.unwrap(), [note(3), note(2)]);
    let listed = tx.scripted_agents().await.unwrap();
    let scripts: Vec<_> =
        listed.iter().map(|listed| (&listed.id, &listed.draft, &listed.published)).collect();
    let published = Some((3, version(3).script));
    assert_eq!(scripts, [(agent, &Some(script("Second.")), &published)]);
    assert_eq!((&listed[0].account, listed[0].active), (&world.home.account, true));
    drop(tx);
    let mut tx = world.home.org.begin().await.unwrap();
    assert!(tx.insert_version(agent, &version(3)).await.is_err(), "a version is never written over");
}

#[tokio::test]
async fn nobody_reads_or_writes_the_script_of_another() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let agent = &world.home.agent;
    let draft = AgentDraft { script: script("Ours."), at: at(1), by: "Åsa Ek".to_owned() };
    world
        .home
        .write(async |tx| {
            tx.put_draft(agent, &draft).await.unwrap();
            tx.insert_version(agent, &version(1)).await.unwrap();
        })
        .await;
    let mut tx = other.org.begin().await.unwrap();
    assert!(!tx.lock_agent(agent).await.unwrap());
    assert_eq!(tx.draft(agent).await.unwrap(), None);
    assert_eq!(tx.published(agent).await.unwrap(), None);
    assert_eq!(tx.versions(agent, 9).await.unwrap(), []);
    assert!(tx.scripted_agents().await.unwrap().iter().all(|listed| listed.id != *agent));
    // PostgreSQL refuses the statement as a whole, SQLite finds no row to change.
    let stolen = AgentDraft { script: script("Stolen."), ..draft.clone() };
    let _ = tx.put_draft(agent, &stolen).await;
    drop(tx);
    let kept = world.home.read(async |tx| tx.draft(agent).await.unwrap()).await;
    assert_eq!(kept, Some(draft));
}
