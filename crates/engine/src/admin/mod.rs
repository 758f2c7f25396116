//! Looking after the whole installation: its organisations, and who may look after it.
//!
//! Whoever does belongs to organisations as everybody does. Into others they look by a visit: as a viewer, for a
//! while, on record there.

mod appoint;
mod overview;
mod suspend;
mod visit;

pub use appoint::{Appointment, appoint};
pub use visit::VISIT_HOLDS;

use ringwright_domain::FailureCode;
use ringwright_domain::ids::OrgId;
use ringwright_store::{Organisation, Tx};

use crate::{Error, FieldProblem, Result};

/// The longest reason, in characters.
const REASON_MOST: usize = 300;

/// A reason that somebody can read later.
fn reason(text: &str) -> Result<&str> {
    let text = text.trim();
    let letters = text.chars().count();
    if !(3..=REASON_MOST).contains(&letters) || text.chars().any(char::is_control) {
        let message = format!("say why, in 3 to {REASON_MOST} characters on one line");
        return Err(Error::fields(vec![FieldProblem::new("reason", "unsound", message)]));
    }
    Ok(text)
}

async fn find(tx: &mut Tx, org: &OrgId) -> Result<Organisation> {
    tx.find_organisation(org).await?.ok_or(Error::refused(FailureCode::OrganisationNotFound))
}
