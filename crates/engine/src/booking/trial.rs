//! The free trial: one for a person in 24 hours, by phone number and by mail address.

use std::time::Duration;

use ringwright_domain::booking::Contact;
use ringwright_domain::ids::OrgId;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{OrgTx, TrialPerson};

use super::validate;
use crate::{Engine, Error, Result};

/// One free trial for a person within this time.
pub const TRIAL_WINDOW: Duration = Duration::from_secs(24 * 3_600);

/// Takes the free trial of a person within a transaction; when it was used, the transaction is to be
/// dropped.
pub(super) async fn take(tx: &mut OrgTx, contact: &Contact, now: Instant) -> Result<()> {
    let who = TrialPerson::new(contact.phone.as_str(), &contact.email.mailbox());
    if tx.take_trial(&who, now, TRIAL_WINDOW).await? {
        return Ok(());
    }
    let next = tx.last_trial(&who).await?.map_or(now, |last| last.plus(TRIAL_WINDOW));
    Err(Error::refused_because(
        FailureCode::TrialUsed,
        format!(
            "The free trial of this number or mail address was used in the last 24 hours; the next is possible \
             at {next}."
        ),
    ))
}

impl Engine {
    /// When a person can take the next free trial; `None` when now.
    ///
    /// # Errors
    /// When the phone number or the mail address is wrong, or the database fails.
    pub async fn next_trial(&self, org: &OrgId, phone: &str, email: &str) -> Result<Option<Instant>> {
        let mut tx = self.org(org).read().await?;
        let region = tx.organisation().await?.default_region;
        let (phone, email) = validate::person(phone, email, &region).map_err(Error::fields)?;
        let who = TrialPerson::new(phone.as_str(), &email.mailbox());
        let next = tx.last_trial(&who).await?.map(|last| last.plus(TRIAL_WINDOW));
        Ok(next.filter(|next| *next > self.now()))
    }
}
