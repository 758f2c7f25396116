//! Closing a page or form that is not to take money any more.

use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentNews};
use ringwright_store::Account;

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    pub(crate) async fn close_checkout(&self, org: &OrgId, id: &PaymentId) -> Result<Done> {
        self.close_payment(org, id).await?;
        Ok(Done::Finished)
    }

    /// Closes what is open of a payment at the vendor, where that can be, and hears how it stands there then.
    /// Gives that news: none when it was paid before. Somebody may have paid in the last moment.
    ///
    /// What is over here may be open there, and the vendor may open it at this very moment: it is looked at
    /// until nothing new has been opened meanwhile. Whoever opens something later sees that it is over, and
    /// has it closed in turn.
    pub(super) async fn close_payment(&self, org: &OrgId, id: &PaymentId) -> Result<Option<PaymentNews>> {
        let (mut closed, mut heard) = (None, None);
        loop {
            let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(heard) };
            if payment.state.was_paid() || closed.as_ref() == Some(&payment.checkout_ref) {
                return Ok(heard);
            }
            if let Some(news) = self.close_at_vendor(&payment, &account).await? {
                self.hear_of_payment(org, id, &news).await?;
                heard = Some(news);
            }
            closed = Some(payment.checkout_ref);
        }
    }

    async fn close_at_vendor(&self, payment: &Payment, account: &Account) -> Result<Option<PaymentNews>> {
        let Some(checkout_ref) = &payment.checkout_ref else { return Ok(Some(PaymentNews::Expired)) };
        let payments = self.desk().payments(account).await?;
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
