//! Closing a checkout page whose booking was called off.

use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::PaymentNews;

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    pub(crate) async fn close_checkout(&self, org: &OrgId, id: &PaymentId) -> Result<Done> {
        let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(Done::Finished) };
        if !payment.state.is_open() {
            return Ok(Done::Finished);
        }
        let news = match &payment.checkout_ref {
            None => PaymentNews::Expired,
            Some(checkout_ref) => {
                let payments = self.desk().payments(&account).await?;
                payments.expire(checkout_ref).await.map_err(Error::Payments)?;
                // Somebody may have paid in the last moment; then the money goes back.
                payments.look(checkout_ref).await.map_err(Error::Payments)?.unwrap_or(PaymentNews::Expired)
            }
        };
        self.hear_of_payment(org, id, &news).await?;
        Ok(Done::Finished)
    }
}
