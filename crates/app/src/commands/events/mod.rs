//! `ringwright events`: the months of the event log, and old ones into files.

mod file;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ringwright_domain::{Clock as _, Month};
use ringwright_engine::system::SystemClock;
use ringwright_store::{EventMonth, EventPlace, Removed, Store};

use crate::cli::{DatabaseArgs, EventsArchiveArgs, EventsCommand};
use crate::config::data::DataFolder;
use crate::server::StartError;
use crate::terminal::{complain, say};

pub(super) async fn run(database: DatabaseArgs, command: EventsCommand) -> Result<ExitCode, StartError> {
    let data = DataFolder::open(&database)?;
    let store = Store::open(&data.database_url()).await?;
    store.migrate().await?;
    let code = match command {
        EventsCommand::List { json } => list(&store, json).await?,
        EventsCommand::Archive(args) => {
            let folder = args.out.clone().unwrap_or_else(|| data.file("archive"));
            archive(&store, &args, &folder).await?
        }
    };
    store.close().await;
    Ok(code)
}

const fn place(month: &EventMonth) -> &'static str {
    match month.place {
        EventPlace::Table | EventPlace::Partition => "",
        EventPlace::Default => "  (no partition of its own yet)",
        EventPlace::Detached => "  (kept beside the log)",
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size in MB needs no more digits")]
fn megabytes(bytes: i64) -> f64 {
    bytes as f64 / 1e6
}

async fn list(store: &Store, json: bool) -> Result<ExitCode, StartError> {
    let months = store.event_months().await?;
    if json {
        say(serde_json::to_string(&months)?);
        return Ok(ExitCode::SUCCESS);
    }
    say("month           events        size");
    for month in &months {
        let (rows, size) = (month.rows, megabytes(month.bytes));
        say(format!("{}  {rows:>14}  {size:>7.1} MB{}", month.month, place(month)));
    }
    let (rows, bytes) = months.iter().fold((0, 0), |sum, month| (sum.0 + month.rows, sum.1 + month.bytes));
    say(format!("{:<7}  {rows:>14}  {:>7.1} MB", "all", megabytes(bytes)));
    Ok(ExitCode::SUCCESS)
}

/// The months to archive: those before `before` that have events, oldest first.
async fn old_months(store: &Store, before: Month) -> Result<Vec<(Month, i64)>, StartError> {
    let mut months: Vec<(Month, i64)> = Vec::new();
    for month in store.event_months().await? {
        let old = month.month < before && month.rows > 0 && month.place != EventPlace::Detached;
        match months.last_mut() {
            // Some of its events may not be in its partition yet.
            Some(last) if old && last.0 == month.month => last.1 += month.rows,
            _ if old => months.push((month.month, month.rows)),
            _ => {}
        }
    }
    Ok(months)
}

async fn archive(store: &Store, args: &EventsArchiveArgs, folder: &Path) -> Result<ExitCode, StartError> {
    let now = Month::of(SystemClock.now());
    if args.before > now {
        return Err(format!("the month that is running stays: --before can be {now} at most").into());
    }
    let mut complete = true;
    let months = old_months(store, args.before).await?;
    if months.is_empty() {
        say(format!("no events before {}", args.before));
    }
    for (month, rows) in months {
        let unfinished = store.unfinished_in(month).await?;
        if unfinished > 0 {
            complete = false;
            complain(format!(
                "{month} stays: {unfinished} booking(s) with events in it are not finished; finish or cancel them first"
            ));
        } else if args.yes {
            complete &= archive_month(store, month, args.keep, folder).await?;
        } else {
            say(format!(
                "{month}: {rows} events would be written to {} and {}",
                folder.display(),
                fate(store, args)
            ));
        }
    }
    if !args.yes {
        say("nothing was done; --yes does it");
    }
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

const fn fate(store: &Store, args: &EventsArchiveArgs) -> &'static str {
    match (args.keep, store.is_shared()) {
        (false, _) => "removed",
        (true, true) => "kept beside the log",
        (true, false) => "kept",
    }
}

/// Writes a month to a file, reads the file again, and removes the month if all of it is there. Answers
/// whether it was done.
async fn archive_month(store: &Store, month: Month, keep: bool, folder: &Path) -> Result<bool, StartError> {
    let mut archive = file::Archive::begin(folder, month)?;
    store.each_event_of::<StartError>(month, |event| archive.add(event)).await?;
    let written = archive.finish(SystemClock.now())?;
    let path: PathBuf = folder.join(&written.file);
    let told = format!("{month}: {} events in {}", written.rows, path.display());
    if keep && !store.is_shared() {
        say(format!("{told}; they stay in the database as well"));
        return Ok(true);
    }
    Ok(match store.remove_event_month(month, written.rows, keep).await? {
        Removed::Done if keep => {
            say(format!(
                "{told}; the table is kept as event_detached_{}",
                month.to_string().replace('-', "_")
            ));
            true
        }
        Removed::Done => {
            say(format!("{told}; removed from the database"));
            true
        }
        Removed::Differs { rows } => {
            complain(format!(
                "{told}, but {rows} are in the database by now: it stays as it is; delete the file and run this again"
            ));
            false
        }
        Removed::InTheWay => {
            complain(format!(
                "{told}, but a table of that month was kept earlier: the month stays; drop the old table, or leave --keep away"
            ));
            false
        }
    })
}
