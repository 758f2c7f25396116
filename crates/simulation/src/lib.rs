//! The whole system under a virtual clock.
//!
//! The engine, the store and the vendors' clients are the real ones. Time, chance, the vendors, the people
//! and the network are simulated; so is the end of a process, which may come at the edge of any
//! transaction and while any request is under way. One seed is one run, byte for byte: everything runs on
//! one logical thread, and whatever waits for the world outside stands still until the simulation lets it
//! go on. What must be true is judged by the vendors' own books.

mod agenda;
mod clock;
mod crew;
mod dice;
mod errands;
mod faults;
mod house;
mod judge;
mod ledger;
mod operators;
mod people;
mod plan;
mod post;
mod process;
mod report;
mod shrink;
mod stage;
mod trace;
mod vendors;
mod visits;
mod world;

pub use crew::{Crew, Progress};
pub use faults::{Fault, Faults, UnknownFault};
pub use house::Houses;
pub use plan::Plan;
pub use report::{Counts, Report, Violation};
pub use shrink::{Shrunk, shrink};

use std::path::Path;

use world::World;

/// Why a run could not be made. A broken promise is none of these; see [`Report::violation`].
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] ringwright_store::StoreError),
    /// The engine failed where it must not.
    #[error(transparent)]
    Engine(#[from] ringwright_engine::Error),
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The simulation itself is unsound.
    #[error("{0}")]
    Broken(String),
}

/// Runs a plan. The database lies in `data`, or in a folder in memory that goes away. With `whole` the
/// report has every line of what happened.
///
/// # Errors
/// When the run could not be made.
pub fn run(
    plan: &Plan,
    houses: &Houses,
    data: Option<&Path>,
    whole: bool,
) -> Result<Report, SimulationError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let temporary = match data {
            Some(_) => None,
            None => Some(house::folder()?),
        };
        let folder = match (data, &temporary) {
            (Some(data), _) => data,
            (None, Some(temporary)) => temporary.path(),
            (None, None) => return Err(SimulationError::Broken("there is no folder".to_owned())),
        };
        std::fs::create_dir_all(folder)?;
        let world = Box::pin(World::open(plan, houses, folder, whole)).await?;
        Box::pin(world.play()).await
    })
}
