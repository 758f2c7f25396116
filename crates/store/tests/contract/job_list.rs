//! Jobs and webhooks as an operator looks at them, and accounts and agents as one changes them.

use ringwright_domain::ids::{AgentId, InboxId, JobId, NodeId};
use ringwright_store::{Account, Agent, JobPage, JobState, NewJob, NewWebhook, OrgJobCounts, WebhookPage};
use serde_json::json;

use crate::world::{NOW, World, at, new_agent};

async fn page(
    world: &World,
    state: JobState,
    after: Option<(ringwright_domain::Instant, JobId)>,
) -> Vec<JobId> {
    let page = JobPage { state, after, most: 2 };
    let jobs = world.home.read(async |tx| tx.jobs(&page).await.unwrap()).await;
    jobs.into_iter().map(|job| job.id).collect()
}

#[tokio::test]
async fn jobs_are_listed_counted_revived_and_deleted() {
    let world = World::new().await;
    let (home, node) = (&world.home, world.id(NodeId::new));
    let org = Some(home.id().clone());
    let of = |seconds: i64, claimed: bool, key: Option<&str>| NewJob {
        org: org.clone(),
        dedupe_key: key.map(str::to_owned),
        claimed_by: claimed.then(|| (node.clone(), at(99))),
        payload: json!({ "call": "call_1" }),
        ..world.job(at(seconds))
    };
    let (late, later) = (of(-120, false, None), of(60, false, None));
    let (running, dead) = (of(0, true, None), of(0, true, Some("key")));
    world
        .write(async |tx| {
            for (job, made) in [(&late, 1), (&later, 2), (&running, 3), (&dead, 4)] {
                tx.enqueue(job, at(made)).await.unwrap();
            }
            tx.enqueue(&world.job(NOW), NOW).await.unwrap();
            tx.bury(&dead.id, &node, at(5), "no use").await.unwrap();
        })
        .await;
    assert_eq!(page(&world, JobState::Waiting, None).await, [later.id.clone(), late.id.clone()]);
    assert_eq!(
        page(&world, JobState::Waiting, Some((at(2), later.id.clone()))).await,
        std::slice::from_ref(&late.id)
    );
    assert_eq!(page(&world, JobState::Running, None).await, std::slice::from_ref(&running.id));
    assert_eq!(page(&world, JobState::Dead, None).await, std::slice::from_ref(&dead.id));
    let counts = home.read(async |tx| tx.org_job_counts(NOW).await.unwrap()).await;
    assert_eq!(counts, OrgJobCounts { running: 1, dead: 1, late: 1 });
    assert_eq!(home.read(async |tx| tx.waiting_jobs().await.unwrap()).await, 2);
    let mut tx = home.org.begin().await.unwrap();
    assert!(!tx.revive_job(&running.id, None, at(6)).await.unwrap(), "somebody works on it");
    assert!(!tx.delete_dead_job(&later.id).await.unwrap(), "it was not given up");
    assert!(tx.revive_job(&dead.id, Some("key"), at(6)).await.unwrap());
    let revived = tx.job(&dead.id).await.unwrap().unwrap();
    assert_eq!((revived.dead_at, revived.tries, revived.run_at), (None, 1, at(6)));
    assert_eq!(revived.last_error.as_deref(), Some("no use"));
    assert!(tx.revive_job(&late.id, None, at(6)).await.unwrap());
    assert_eq!(tx.job(&late.id).await.unwrap().unwrap().run_at, at(-120), "it is due already");
    assert!(tx.revive_job(&later.id, None, at(6)).await.unwrap());
    assert_eq!(tx.job(&later.id).await.unwrap().unwrap().run_at, at(6));
    tx.commit(NOW).await.unwrap();
    // Its key is its own again.
    let again = of(0, false, Some("key"));
    assert!(!world.write(async |tx| tx.enqueue(&again, NOW).await.unwrap()).await);
}

#[tokio::test]
async fn a_job_whose_key_was_taken_meanwhile_lives_without() {
    let world = World::new().await;
    let (home, node) = (&world.home, world.id(NodeId::new));
    let of = || NewJob { org: Some(home.id().clone()), dedupe_key: Some("key".into()), ..world.job(NOW) };
    let (dead, other) = (NewJob { claimed_by: Some((node.clone(), at(9))), ..of() }, of());
    world
        .write(async |tx| {
            tx.enqueue(&dead, NOW).await.unwrap();
            tx.bury(&dead.id, &node, NOW, "no use").await.unwrap();
            assert!(tx.enqueue(&other, NOW).await.unwrap());
        })
        .await;
    assert!(home.write(async |tx| tx.revive_job(&dead.id, Some("key"), NOW).await.unwrap()).await);
    let mut tx = home.org.begin().await.unwrap();
    assert!(!tx.delete_dead_job(&dead.id).await.unwrap(), "it lives");
}

#[tokio::test]
async fn webhooks_are_listed_and_opened_again() {
    let world = World::new().await;
    let home = &world.home;
    let hook = |n: i64, vendor: &str, body: &str| NewWebhook {
        id: world.id(InboxId::new),
        job: world.id(JobId::new),
        org: home.id().clone(),
        account: home.account.clone(),
        vendor: vendor.into(),
        dedupe_key: format!("key-{n}"),
        body: body.into(),
        silent: false,
        received_at: at(n),
    };
    let all = [hook(1, "vapi", "{}"), hook(2, "stripe", "{\"a\":\"å\"}"), hook(3, "vapi", "{}")];
    world.db.receive(&all, None).await.unwrap();
    world.write(async |tx| tx.webhook_done(&all[0].id, at(9), "moved").await.unwrap()).await;
    let list = async |page: WebhookPage<'_>| {
        let (rows, _) = home.read(async |tx| tx.webhooks(&page).await.unwrap()).await;
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let ids: Vec<_> = all.iter().map(|hook| hook.id.clone()).collect();
    let page = WebhookPage { most: 9, ..WebhookPage::default() };
    assert_eq!(list(page.clone()).await, [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
    assert_eq!(list(WebhookPage { vendor: Some("stripe"), ..page.clone() }).await, ids[1..=1]);
    assert_eq!(list(WebhookPage { outcome: Some("moved"), ..page.clone() }).await, ids[0..=0]);
    let waiting = WebhookPage { outcome: Some("waiting"), vendor: Some("vapi"), ..page.clone() };
    assert_eq!(list(waiting).await, ids[2..=2]);
    let after = Some((at(3), ids[2].clone()));
    assert_eq!(list(WebhookPage { after, most: 1, ..page }).await, ids[1..=1]);
    let (_, next) = home
        .read(async |tx| tx.webhooks(&WebhookPage { most: 1, ..WebhookPage::default() }).await.unwrap())
        .await;
    assert_eq!(next, Some((at(3), ids[2].clone())));
    let mut tx = home.org.begin().await.unwrap();
    let whole = tx.webhook_view(&ids[1]).await.unwrap().unwrap();
    assert_eq!((whole.body.as_str(), whole.bytes), ("{\"a\":\"å\"}", 10));
    assert!(!format!("{whole:?}").contains('å'), "bodies hold personal data");
    assert!(tx.system().webhook(&ids[0]).await.unwrap().is_none());
    assert!(tx.reopen_webhook(&ids[0]).await.unwrap());
    assert!(tx.system().webhook(&ids[0]).await.unwrap().is_some());
    assert!(!tx.reopen_webhook(&world.id(InboxId::new)).await.unwrap());
}

#[tokio::test]
async fn accounts_and_agents_are_changed_as_wished() {
    let world = World::new().await;
    let home = &world.home;
    let mut tx = home.org.begin().await.unwrap();
    let before = tx.account(&home.account).await.unwrap().unwrap();
    let after = Account { name: "East".into(), lines: 3, priority: 9, paused: true, ..before.clone() };
    tx.update_account(&after).await.unwrap();
    let seen = tx.account(&home.account).await.unwrap().unwrap();
    assert_eq!((seen.name.as_str(), seen.lines, seen.priority, seen.paused), ("East", 3, 9, true));
    assert_eq!((seen.vendor, seen.mode), (before.vendor, before.mode));
    let rest = Agent {
        name: "Sol".into(),
        persona: "sol".into(),
        lines: 1,
        priority: -1,
        active: false,
        ..new_agent(home.agent.clone(), &home.account)
    };
    tx.update_agent(&rest).await.unwrap();
    assert_eq!(format!("{:?}", tx.agent(&home.agent).await.unwrap().unwrap()), format!("{rest:?}"));
    assert!(tx.agent(&world.id(AgentId::new)).await.unwrap().is_none());
    let line = tx.lines(NOW).await.unwrap().remove(0);
    assert_eq!((line.agent_lines, line.free()), (0, 0), "who is not active gets no calls");
}
