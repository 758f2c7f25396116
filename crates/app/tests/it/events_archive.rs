//! `ringwright events`: old months go into files, and only what is safe there leaves the database.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::{Clock, Instant};
use ringwright_engine::system::SystemClock;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::harness::{House, Process, program};

/// The machine's clock, long ago.
struct Past(Duration);

impl Past {
    fn from(start: &str) -> Self {
        Self(SystemClock.now().since(start.parse().unwrap()))
    }
}

impl Clock for Past {
    fn now(&self) -> Instant {
        SystemClock.now().minus(self.0)
    }
}

/// Runs `ringwright events` on the database of a house; gives its code and all that it said.
async fn events(house: &House, folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let words: Vec<_> = ["events"].into_iter().chain(words.iter().copied()).collect();
    let mut command = program(&words);
    command.env("RINGWRIGHT_DATA", folder).env("RINGWRIGHT_DATABASE_URL", &house.database);
    let ended = Process::run(&mut command, "").await;
    (ended.code, ended.out + &ended.err)
}

/// The events of March as the command counts them.
async fn march(house: &House, folder: &Path) -> Vec<Value> {
    let (code, said) = events(house, folder, &["list", "--json"]).await;
    assert_eq!(code, Some(0), "{said}");
    let months: Vec<Value> = serde_json::from_str(&said).unwrap();
    months.into_iter().filter(|month| month["month"] == "2025-03" && month["rows"] != 0).collect()
}

fn json_file(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The events in an archive, checked against its manifest.
fn read_archive(folder: &Path, stem: &str) -> Vec<Value> {
    let manifest = json_file(&folder.join(format!("{stem}.json")));
    assert_eq!(
        (&manifest["month"], &manifest["file"]),
        (&json!("2025-03"), &json!(format!("{stem}.ndjson.gz")))
    );
    let packed = std::fs::read(folder.join(format!("{stem}.ndjson.gz"))).unwrap();
    assert_eq!(manifest["sha256"], hex::encode(Sha256::digest(&packed)));
    assert_eq!(manifest["bytes"], packed.len());
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(manifest["rows"], events.len());
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_months_go_into_files() {
    let house =
        House::with(|_, tuning| tuning.clock = Some(Arc::new(Past::from("2025-03-10T12:00:00Z")))).await;
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path(), folder.path().join("out"));
    let archive = ["archive", "--before", "2025-04", "--out", out.to_str().unwrap()];
    let with = |more: &[&'static str]| [archive.as_slice(), more].concat();
    let done = house.visitor.book("free_trial", "+12025550142").await;
    house.visitor.reaches(&done, "completed").await;
    let open = house.visitor.book("standard", "+12025550143").await;
    house.settle().await;

    // A booking that waits for its money keeps the month.
    let (code, said) = events(&house, data, &with(&["--yes"])).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("2025-03 stays: 1 booking(s)"), "{said}");
    assert!(!out.exists());
    house.visitor.act(&open, "cancel").await.good();
    house.settle().await;
    let all = house.events().await;

    // Without --yes nothing is done.
    let (code, said) = events(&house, data, &archive).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("2025-03: {} events would be written", all.len())), "{said}");
    assert_eq!((house.events().await.len(), out.exists()), (all.len(), false));

    let (code, said) = events(&house, data, &with(&["--yes"])).await;
    assert_eq!(code, Some(0), "{said}");
    let kept = read_archive(&out, "events-2025-03");
    let told = |event: &Value| (event["seq"].as_i64().unwrap(), event["kind"].as_str().unwrap().to_owned());
    let happened: Vec<_> = all.iter().map(|event| (event.seq, event.kind.clone())).collect();
    assert_eq!(kept.iter().map(told).collect::<Vec<_>>(), happened);
    assert_eq!(kept[0]["booking"], all[0].booking.as_ref().unwrap().as_str());
    assert_eq!(kept[0]["at"].as_str().unwrap().parse::<Instant>().unwrap(), all[0].at);
    assert_eq!(kept[0]["data"], all[0].data);
    assert!(march(&house, data).await.is_empty());
    // Bookings are there as before; what happens next has the next number.
    assert_eq!(house.visitor.view(&done).await["state"], "completed");
    let next = house.visitor.book("standard", "+12025550144").await;
    house.visitor.act(&next, "cancel").await.good();
    house.settle().await;
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let first = tx.events_after(0, 1).await.unwrap()[0].seq;
    assert_eq!(first, happened.last().unwrap().0 + 1);
    drop(tx);

    // A second archive of the month stands beside the first; --keep leaves the events where SQL finds them.
    let rest = march(&house, data).await[0]["rows"].clone();
    let (code, said) = events(&house, data, &with(&["--yes", "--keep"])).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        read_archive(&out, "events-2025-03.2").len(),
        usize::try_from(rest.as_i64().unwrap()).unwrap()
    );
    assert_eq!(read_archive(&out, "events-2025-03"), kept);
    let place = if house.engine().store().is_shared() { "detached" } else { "table" };
    assert_eq!(
        (&march(&house, data).await[0]["place"], &march(&house, data).await[0]["rows"]),
        (&json!(place), &rest)
    );
    assert!(!std::fs::read_dir(&out).unwrap().any(|file| file.unwrap().path().ends_with("partial")));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_month_that_is_running_stays() {
    let house = House::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = events(&house, folder.path(), &["archive", "--before", "9999-01", "--yes"]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("the month that is running stays"), "{said}");
    let (code, said) = events(&house, folder.path(), &["archive", "--before", "2026-13"]).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("`2026-13` is no month"), "{said}");
    let (code, said) = events(&house, folder.path(), &["list"]).await;
    assert_eq!(code, Some(0));
    assert!(said.starts_with("month "), "{said}");
    house.server.stop().await;
}
