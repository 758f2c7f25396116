//! Free trials: who took one, by phone number and by mail address.

use std::time::Duration;

use ringwright_domain::Instant;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, exec, one};

/// A person by what makes them the same person: the phone number, and the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialPerson {
    /// The key of the phone number.
    phone: String,
    /// The key of the mailbox.
    mailbox: String,
}

impl TrialPerson {
    /// The person of a phone number (E.164) and a mailbox (normalised).
    pub fn new(phone: &str, mailbox: &str) -> Self {
        Self { phone: format!("phone:{phone}"), mailbox: format!("email:{mailbox}") }
    }
}

impl OrgTx {
    /// Takes the free trial of a person, if none was taken within `window` before `now` with this number
    /// or this mailbox. Of many who try at once, one gets it. When it answers no, the transaction is to
    /// be dropped: half of the person may be noted in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_trial(&mut self, who: &TrialPerson, now: Instant, window: Duration) -> Result<bool> {
        // Always in this order, so that two persons with the same number or mailbox wait for each other
        // and not in a circle.
        for key in [&who.mailbox, &who.phone] {
            let taken = exec!(
                self.tx,
                "insert into trial (org_id, person, taken_at) values ($1, $2, $3) \
                 on conflict (org_id, person) do update set taken_at = excluded.taken_at \
                 where trial.taken_at <= $4",
                self.org.as_str(),
                key,
                Stamp(now),
                Stamp(now.minus(window)),
            );
            if taken == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// When the last free trial was taken with this number or this mailbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_trial(&mut self, who: &TrialPerson) -> Result<Option<Instant>> {
        let row = one!(
            self.tx,
            (Option<Stamp>,),
            "select max(taken_at) from trial where org_id = $1 and person in ($2, $3)",
            self.org.as_str(),
            &who.phone,
            &who.mailbox
        );
        Ok(row.and_then(|(at,)| at).map(|at| at.0))
    }
}

impl Tx {
    /// Forgets trials that were taken before `before`. Gives how many keys of persons.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_trials(&mut self, before: Instant) -> Result<u64> {
        Ok(exec!(self, "delete from trial where taken_at < $1", Stamp(before)))
    }
}
