//! Scripts of agents.

use ringwright_domain::agent::Script;
use ringwright_store::{AgentDraft, AgentVersion};

use crate::world::{World, at};

fn script(instructions: &str) -> Script {
    Script { instructions: instructions.to_owned(), ..Script::default() }
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
    assert_eq!(tx.versions(agent, 2).await.unwrap(), [version(3), version(2)]);
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
    // PostgreSQL refuses the statement as a whole, SQLite finds no row to change.
    let stolen = AgentDraft { script: script("Stolen."), ..draft.clone() };
    let _ = tx.put_draft(agent, &stolen).await;
    drop(tx);
    let kept = world.home.read(async |tx| tx.draft(agent).await.unwrap()).await;
    assert_eq!(kept, Some(draft));
}
