//! Giving a booking that waits another place in the queue.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{BookingId, OrgId};
use ringwright_store::NewEvent;
use serde_json::json;

use super::about;
use crate::{Engine, Error, FieldProblem, Result};

/// Priorities that can be given.
pub(crate) const PRIORITIES: std::ops::RangeInclusive<i32> = -100..=100;

impl Engine {
    /// Gives a booking that waits another priority; higher goes first.
    ///
    /// # Errors
    /// When there is no such booking, it waits no longer, or the priority is out of range.
    pub async fn reprioritise(&self, org: &OrgId, id: &BookingId, by: &Actor, priority: i32) -> Result<()> {
        if !PRIORITIES.contains(&priority) {
            let message = "use a number from -100 to 100";
            return Err(Error::fields(vec![FieldProblem::new("priority", "out_of_range", message)]));
        }
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut booking =
            tx.booking_for_update(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        if !booking.state.can_be_changed() {
            return Err(Error::refused(FailureCode::BookingNotMovable));
        }
        let before = std::mem::replace(&mut booking.priority, priority);
        tx.update_booking(&booking).await?;
        let change = (json!({ "priority": before }), json!({ "priority": priority }));
        self.record(&mut tx, by, "booking.reprioritised", about(&booking), change).await?;
        tx.emit(NewEvent {
            kind: "booking.reprioritised",
            booking: Some(id.clone()),
            call: None,
            data: json!({ "by": by, "from": before, "to": priority }),
        });
        tx.system().wake_dispatch();
        Ok(tx.commit(now).await?)
    }
}
