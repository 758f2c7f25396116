//! Calling somebody now, or once more, because the organisation says so.

use ringwright_domain::FailureCode;
use ringwright_domain::booking::BookingEvent;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{BookingId, OrgId};
use ringwright_store::{NewEvent, OrgTx};
use serde_json::json;

use super::about;
use crate::{Engine, Error, Result};

impl Engine {
    /// Lets a booking that waits for a later time be called now, or one that ended without a call once
    /// more: only while its money is here, since nobody is called for money that goes back.
    ///
    /// # Errors
    /// When there is no such booking, it is not in such a state, or its money has gone or is going back.
    pub async fn retry_booking(&self, org: &OrgId, id: &BookingId, by: &Actor) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut booking =
            tx.booking_for_update(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        if booking.state.is_final() && !money_is_here(&mut tx, id).await? {
            let why = "The money of this booking has gone back or is going back; book again.";
            return Err(Error::refused_because(FailureCode::BookingNotRetryable, why));
        }
        let was = booking.state.name();
        tx.emit(NewEvent {
            kind: "booking.retried",
            booking: Some(id.clone()),
            call: None,
            data: json!({ "by": by, "from": was }),
        });
        match self.advance(&mut tx, &mut booking, &BookingEvent::Retried { due_at: now }, now).await {
            Ok(_) => {
                let change = (json!({ "state": was }), json!({ "state": booking.state.name() }));
                self.record(&mut tx, by, "booking.retried", about(&booking), change).await?;
                Ok(tx.commit(now).await?)
            }
            Err(Error::Illegal(_)) => Err(Error::refused(FailureCode::BookingNotRetryable)),
            Err(error) => Err(error),
        }
    }
}

/// Whether nothing is owed, or all of what was paid is still here.
async fn money_is_here(tx: &mut OrgTx, id: &BookingId) -> Result<bool> {
    let payment = tx.payment_of(id).await?;
    Ok(payment.is_none_or(|(payment, _)| payment.state_name() == "paid"))
}
