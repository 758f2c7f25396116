//! `ringwright migrate`

use std::process::ExitCode;

use ringwright_domain::Clock as _;
use ringwright_engine::system::SystemClock;
use ringwright_store::Store;

use crate::cli::DatabaseArgs;
use crate::config::data::DataFolder;
use crate::server::StartError;
use crate::terminal::say;

pub(super) async fn run(args: DatabaseArgs) -> Result<ExitCode, StartError> {
    let data = DataFolder::open(&args)?;
    let store = Store::open(&data.database_url()).await?;
    store.migrate().await?;
    store.make_event_months(SystemClock.now()).await?;
    store.close().await;
    say("the database is up to date");
    Ok(ExitCode::SUCCESS)
}
