//! `kill -9` with our own calls up: each goes on or is closed, and no line stays taken.

use std::time::Duration;

use ringwright_domain::Clock as _;
use ringwright_engine::system::SystemClock;
use ringwright_store::testing::current_database;
use ringwright_store::{LiveCall, Store};

use crate::harness::{GREETING, Process, Reply, Speech, Telephone, program, within};

/// A server that holds calls by these vendors, and its address.
async fn serve(speech: &Speech, data: &std::path::Path, database: &str) -> (Process, std::net::SocketAddr) {
    let data = data.to_str().unwrap();
    let args = ["serve", "--port", "0", "--unsigned-media", "--data", data, "--database-url", database];
    let mut command = program(&args);
    // Nobody is called and nobody pays in this story.
    command.env("VAPI_URL", "http://127.0.0.1:1").env("STRIPE_URL", "http://127.0.0.1:1");
    let settings = speech.settings();
    command.env("DEEPGRAM_URL", settings.deepgram.url.unwrap());
    command.env("OPENAI_BASE_URL", settings.openai.url.unwrap());
    let mut server = Process::start(&mut command);
    let address = server.address().await;
    (server, address.trim_start_matches("http://").parse().unwrap())
}

/// All calls, once so many are over. Whoever waits looks every quarter of a second, as an operator's page would.
async fn over(store: &Store, count: usize) -> Vec<LiveCall> {
    let org = store.read().await.unwrap().organisation_by_slug(None).await.unwrap().unwrap();
    let looking = async {
        let mut looks = tokio::time::interval(Duration::from_millis(250));
        loop {
            looks.tick().await;
            let mut tx = store.org(&org.id).read().await.unwrap();
            let calls = tx.newest_live_calls(SystemClock.now(), 10).await.unwrap();
            if calls.iter().filter(|call| call.ended_at.is_some()).count() == count {
                return calls;
            }
        }
    };
    within("the end of the calls", looking).await
}

/// Waits for real time: a call without a sign of life is given up after a minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_of_a_server_that_is_killed_go_on_or_are_closed() {
    let (speech, folder, database) =
        (Speech::start().await, tempfile::tempdir().unwrap(), current_database().await);
    let (server, address) = serve(&speech, folder.path(), &database.url).await;
    let (mut lasting, mut lost) =
        (Telephone::dial(address, "CA1").await, Telephone::dial(address, "CA2").await);
    speech.expect("my name is Ann", [Reply::Say("Hello Ann.")]);
    lasting.hear(GREETING.len()).await;
    lost.hear(GREETING.len()).await;
    lasting.speak();
    lasting.hear("Hello Ann.".len()).await;
    server.kill().await;
    while lost.listen().await.is_some() {}

    let (_server, address) = serve(&speech, folder.path(), &database.url).await;
    let store = Store::open(&database.url).await.unwrap();
    assert_eq!(over(&store, 0).await.len(), 2, "both are up as far as anybody knows");
    let mut lasting = Telephone::dial(address, "CA1").await;
    lasting.hear("Sorry, we were cut off for a moment. Please go on.".len()).await;
    speech.expect("what is my name", [Reply::Say("Your name is Ann.")]);
    lasting.speak();
    lasting.hear("Your name is Ann.".len()).await;
    let asked = speech.asked().last().unwrap()["messages"].to_string();
    assert!(asked.contains("my name is Ann"), "{asked}");
    lasting.hang_up();

    let calls = over(&store, 2).await;
    let outcome = |call: &str| {
        let call = calls.iter().find(|known| known.carrier_ref == call).unwrap();
        call.outcome.clone().unwrap()
    };
    assert_eq!((outcome("CA1"), outcome("CA2")), ("caller_hung_up".to_owned(), "lost".to_owned()));
    let org = store.read().await.unwrap().organisation_by_slug(None).await.unwrap().unwrap();
    let mut tx = store.org(&org.id).read().await.unwrap();
    assert!(tx.lines(SystemClock.now()).await.unwrap().iter().all(|line| line.agent_live == 0));
    drop(tx);
    store.close().await;
    // What was spoken for the greeting is there for the next start.
    let prompts = std::fs::read_dir(folder.path().join("prompts")).unwrap().count();
    assert!(prompts >= 1, "nothing was kept");
}
