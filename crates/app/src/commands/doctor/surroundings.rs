//! What the machine gives: room on the disk, and a clock that is right.

use std::time::Duration;

use ringwright_domain::{Clock as _, Instant};
use ringwright_engine::desk::VendorDesk;
use ringwright_engine::system::SystemClock;
use ringwright_store::{Account, Store};

use super::{Findings, Verdict};
use crate::config::data::DataFolder;
use crate::server::StartError;

const MEGABYTE: u64 = 1_000_000;
/// Below, somebody should look; a busy day of bookings and logs fits in.
const LITTLE_ROOM: u64 = 2_000 * MEGABYTE;
/// Below, the database may not be able to write soon.
const NO_ROOM: u64 = 200 * MEGABYTE;

/// Nodes agree well enough within this.
const SMALL_SKEW: Duration = Duration::from_secs(2);
/// Leases of jobs and the signatures of webhooks cannot be judged rightly beyond this.
const GREAT_SKEW: Duration = Duration::from_secs(30);

/// The room on the disk of the data folder.
pub(super) fn disk(data: &DataFolder, findings: &mut Findings) {
    match room(data) {
        Ok((free, size)) => {
            let (verdict, what) = judge_room(free, size);
            findings.add(verdict, "disk", what);
        }
        Err(error) => findings.add(Verdict::Note, "disk", format!("its room cannot be told: {error}")),
    }
}

/// Bytes that we may still write, and all that there are.
fn room(data: &DataFolder) -> Result<(u64, u64), StartError> {
    let told = rustix::fs::statvfs(data.path())?;
    Ok((told.f_bavail.saturating_mul(told.f_frsize), told.f_blocks.saturating_mul(told.f_frsize)))
}

fn judge_room(free: u64, size: u64) -> (Verdict, String) {
    let told = |bytes: u64| match bytes / MEGABYTE {
        megabytes @ 0..10_000 => format!("{megabytes} MB"),
        megabytes => format!("{} GB", megabytes / 1_000),
    };
    let room = format!("{} of {} free on the disk of the data folder", told(free), told(size));
    match free {
        0..NO_ROOM => (
            Verdict::Bad,
            format!("{room}; nothing can be booked when it is full: make room, or move the folder (--data)"),
        ),
        NO_ROOM..LITTLE_ROOM => (Verdict::Note, format!("{room}; make room soon")),
        _ => (Verdict::Good, room),
    }
}

/// Whether the database itself keeps organisations apart.
pub(super) async fn row_security(store: &Store, findings: &mut Findings) -> Result<(), StartError> {
    let about = "row security";
    if !store.is_shared() {
        let what = "SQLite has none; organisations are kept apart by the program alone";
        findings.add(Verdict::Good, about, what);
        return Ok(());
    }
    let doubts = store.doubts_about_row_security().await?;
    if doubts.is_empty() {
        findings.add(
            Verdict::Good,
            about,
            "PostgreSQL shows an organisation's transaction only its own rows",
        );
    }
    for doubt in doubts {
        findings.add(Verdict::Bad, about, doubt);
    }
    Ok(())
}

/// This machine's clock beside the database's.
pub(super) async fn database_clock(store: &Store, findings: &mut Findings) -> Result<(), StartError> {
    let before = SystemClock.now();
    let Some(theirs) = store.clock().await? else {
        findings.add(Verdict::Good, "clock", "SQLite goes by this machine's clock");
        return Ok(());
    };
    let (verdict, what) =
        judge_skew(between(before, SystemClock.now()), theirs, Duration::ZERO, "the database");
    findings.add(verdict, "clock", what);
    Ok(())
}

/// This machine's clock beside that of whoever answers for an account. Silent when nobody does: the account
/// itself is looked at elsewhere.
pub(super) async fn vendor_clock(desk: &VendorDesk, account: &Account, findings: &mut Findings) {
    let Ok(url) = desk.base_url(account) else { return };
    let Ok(client) = reqwest::Client::builder().timeout(Duration::from_secs(10)).build() else { return };
    let before = SystemClock.now();
    let Ok(answer) = client.head(url.as_str()).send().await else { return };
    let after = SystemClock.now();
    let date = answer.headers().get("date").and_then(|value| value.to_str().ok()).and_then(read_date);
    let about = format!("clock ({})", account.vendor);
    match date {
        // The header is rounded down to a second.
        Some(date) => {
            let (verdict, what) =
                judge_skew(between(before, after), date, Duration::from_secs(1), &account.vendor);
            findings.add(verdict, &about, what);
        }
        None => findings.add(Verdict::Note, &about, "the answer told no time"),
    }
}

/// The moment at which the other side looked at its clock, as well as we know.
fn between(before: Instant, after: Instant) -> Instant {
    before.plus(after.since(before) / 2)
}

fn read_date(text: &str) -> Option<Instant> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(Instant::from_micros(zoned.timestamp().as_microsecond()))
}

/// `theirs` may be as much earlier than it says as `rounded`.
fn judge_skew(ours: Instant, theirs: Instant, rounded: Duration, whose: &str) -> (Verdict, String) {
    let (apart, how) = if ours < theirs {
        (theirs.since(ours), "behind")
    } else {
        (ours.since(theirs).saturating_sub(rounded), "ahead of")
    };
    let seconds = apart.as_secs_f64();
    match apart {
        _ if apart < SMALL_SKEW => (Verdict::Good, format!("agrees with {whose} to {seconds:.1} s")),
        _ if apart < GREAT_SKEW => (
            Verdict::Note,
            format!("this machine is {seconds:.1} s {how} {whose}: let both follow a time server (NTP)"),
        ),
        _ => (
            Verdict::Bad,
            format!(
                "this machine is {seconds:.0} s {how} {whose}: webhooks are refused and work is taken from \
                 nodes that are alive; set the clock and let it follow a time server (NTP)"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_noticed_before_there_is_none() {
        let (verdict, what) = judge_room(80_000 * MEGABYTE, 250_000 * MEGABYTE);
        assert!(verdict == Verdict::Good && what.starts_with("80 GB of 250 GB free"), "{what}");
        assert!(judge_room(1_999 * MEGABYTE, 250_000 * MEGABYTE).0 == Verdict::Note);
        let (verdict, what) = judge_room(199 * MEGABYTE, 250_000 * MEGABYTE);
        assert!(verdict == Verdict::Bad && what.starts_with("199 MB of"), "{what}");
    }

    #[test]
    fn clocks_that_differ_are_told_by_which_way() {
        let now = Instant::from_seconds(1_800_000_000);
        let judge = |theirs, rounded| judge_skew(now, theirs, Duration::from_secs(rounded), "the database");
        assert!(judge(now.minus(Duration::from_millis(1_900)), 0).0 == Verdict::Good);
        // A second of the other side's may have been all but over.
        assert!(judge(now.minus(Duration::from_millis(2_900)), 1).0 == Verdict::Good);
        let (verdict, what) = judge(now.plus(Duration::from_secs(5)), 1);
        assert!(verdict == Verdict::Note && what.contains("5.0 s behind the database"), "{what}");
        let (verdict, what) = judge(now.minus(Duration::from_secs(90)), 0);
        assert!(verdict == Verdict::Bad && what.contains("90 s ahead of the database"), "{what}");
    }

    #[test]
    fn the_time_of_an_answer_is_read() {
        assert_eq!(read_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap().to_string(), "1994-11-06T08:49:37Z");
        assert_eq!(read_date("yesterday"), None);
    }
}
