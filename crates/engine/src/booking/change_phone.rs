//! Changing the number of a booking that still waits.

use ringwright_domain::FailureCode;
use ringwright_domain::ids::{BookingId, CustomerId, OrgId};
use ringwright_store::{NewCustomer, NewEvent};

use super::validate;
use crate::{Engine, Error, FieldProblem, Result};

impl Engine {
    /// Changes the number to call. A free trial stays with the number that took it.
    ///
    /// # Errors
    /// When the number is wrong, there is no such booking, or it is being called already.
    pub async fn change_phone(&self, org: &OrgId, id: &BookingId, phone: &str) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let region = tx.organisation().await?.default_region;
        let phone = validate::phone(phone, &region).map_err(Error::fields)?;
        let mut booking =
            tx.booking_for_update(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        if !booking.state.can_be_changed() {
            return Err(Error::refused(FailureCode::PhoneNotChangeable));
        }
        if booking.terms.price.is_zero() && phone != booking.contact.phone {
            let message =
                "a free trial is for the number it was booked with; cancel it and book again".to_owned();
            return Err(Error::fields(vec![FieldProblem::new("phone", "trial", message)]));
        }
        booking.contact.phone = phone;
        let new = NewCustomer { id: CustomerId::new(now, self.chance()), contact: &booking.contact };
        booking.customer = tx.upsert_customer(&new, now).await?;
        booking.updated_at = now;
        tx.update_booking(&booking).await?;
        tx.renew_words(&booking).await?;
        tx.emit(NewEvent {
            kind: "booking.phone_changed",
            booking: Some(id.clone()),
            call: None,
            data: serde_json::json!({}),
        });
        Ok(tx.commit(now).await?)
    }
}
