//! Calling a booking off.

use ringwright_domain::FailureCode;
use ringwright_domain::booking::{BookingEvent, CancelledBy};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{BookingId, OrgId};
use serde_json::json;

use super::about;
use crate::{Engine, Error, Result};

impl Engine {
    /// The customer calls a booking off: an open checkout is closed, and money goes back.
    ///
    /// # Errors
    /// When there is no such booking, or it can no longer be called off.
    pub async fn cancel_by_customer(&self, org: &OrgId, id: &BookingId) -> Result<()> {
        self.cancel_booking(org, id, None).await
    }

    /// Somebody at the organisation calls a booking off: as by the customer, and a call under way is ended.
    ///
    /// # Errors
    /// As by the customer.
    pub async fn cancel_by_operator(&self, org: &OrgId, id: &BookingId, by: &Actor) -> Result<()> {
        self.cancel_booking(org, id, Some(by)).await
    }

    async fn cancel_booking(&self, org: &OrgId, id: &BookingId, operator: Option<&Actor>) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut booking =
            tx.booking_for_update(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let was = booking.state.name();
        let by = if operator.is_some() { CancelledBy::Operator } else { CancelledBy::Customer };
        match self.advance(&mut tx, &mut booking, &BookingEvent::Cancelled { by }, now).await {
            Ok(_) => {}
            Err(Error::Illegal(_)) => return Err(Error::refused(FailureCode::BookingNotCancellable)),
            Err(error) => return Err(error),
        }
        if let Some(operator) = operator {
            let change = (json!({ "state": was }), json!({ "state": booking.state.name() }));
            self.record(&mut tx, operator, "booking.cancelled", about(&booking), change).await?;
        }
        Ok(tx.commit(now).await?)
    }
}
