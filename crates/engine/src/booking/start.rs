//! A booking's chosen time has come.

use ringwright_domain::booking::{BookingEvent, BookingState};
use ringwright_domain::ids::{BookingId, OrgId};

use crate::jobs::Done;
use crate::{Engine, Result};

impl Engine {
    pub(crate) async fn start_booking(&self, org: &OrgId, id: &BookingId) -> Result<Done> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let Some(mut booking) = tx.booking_for_update(id).await? else { return Ok(Done::Finished) };
        match booking.state {
            BookingState::Scheduled { at } if at > now => return Ok(Done::Again(at)),
            BookingState::Scheduled { .. } => {
                self.advance(&mut tx, &mut booking, &BookingEvent::Enqueued { due_at: now }, now).await?;
                tx.commit(now).await?;
            }
            _ => {}
        }
        Ok(Done::Finished)
    }
}
