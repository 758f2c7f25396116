//! Closing a page or form that is not to take money any more.

use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::PaymentNews;

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    pub(crate) async fn close_checkout(&self, org: &OrgId, id: &PaymentId) -> Result<Done> {
        if let Some(news) = self.close_at_vendor(org, id).await? {
            self.hear_of_payment(org, id, &news).await?;
        }
        Ok(Done::Finished)
    }

    /// Closes a payment that is open at the vendor, where that can be, and says how it stands there now:
    /// `None` when it was not open. Somebody may have paid in the last moment.
    pub(super) async fn close_at_vendor(&self, org: &OrgId, id: &PaymentId) -> Result<Option<PaymentNews>> {
        let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(None) };
        if !payment.state.is_open() {
            return Ok(None);
        }
        let Some(checkout_ref) = &payment.checkout_ref else { return Ok(Some(PaymentNews::Expired)) };
        let payments = self.desk().payments(&account).await?;
        let closing = payments.closing();
        if let Some(closing) = closing {
            closing.close(checkout_ref).await.map_err(Error::Payments)?;
        }
        let news = payments.look(checkout_ref).await.map_err(Error::Payments)?;
        Ok(match news {
            // What the vendor does not know takes no money.
            None => Some(PaymentNews::Expired),
            // An invoice of which too little was paid is over.
            Some(PaymentNews::Declined { .. }) if closing.is_none() => Some(PaymentNews::Expired),
            other => other,
        })
    }
}
