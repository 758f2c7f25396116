//! Calling a booking off.

use ringwright_domain::FailureCode;
use ringwright_domain::booking::{BookingEvent, CancelledBy};
use ringwright_domain::ids::{BookingId, OrgId};

use crate::{Engine, Error, Result};

impl Engine {
    /// Calls a booking off: an open checkout is closed, money goes back, and, if the organisation asks,
    /// a call under way is ended.
    ///
    /// # Errors
    /// When there is no such booking, or it can no longer be called off.
    pub async fn cancel_booking(&self, org: &OrgId, id: &BookingId, by: CancelledBy) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut booking =
            tx.booking_for_update(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        match self.advance(&mut tx, &mut booking, &BookingEvent::Cancelled { by }, now).await {
            Ok(_) => Ok(tx.commit(now).await?),
            Err(Error::Illegal(_)) => Err(Error::refused(FailureCode::BookingNotCancellable)),
            Err(error) => Err(error),
        }
    }
}
