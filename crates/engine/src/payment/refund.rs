//! Giving money back. The vendor gets the same idempotency key every time, so that it gives once.

use ringwright_domain::Money;
use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::{PaymentNews, PaymentState};

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    pub(crate) async fn refund_payment(&self, org: &OrgId, id: &PaymentId) -> Result<Done> {
        let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(Done::Finished) };
        let PaymentState::Refunding { intent_ref, minor, .. } = &payment.state else {
            return Ok(Done::Finished);
        };
        let amount = Money::new(*minor, payment.amount.currency);
        let payments = self.desk().payments(&account).await?;
        let refund =
            payments.refund(intent_ref, amount, &format!("refund-{id}")).await.map_err(Error::Payments)?;
        if !refund.given {
            return Err(Error::Broken(format!("the refund {} was not given", refund.refund_ref)));
        }
        let news = PaymentNews::Refunded { minor: *minor, refund_ref: refund.refund_ref };
        self.hear_of_payment(org, id, &news).await?;
        Ok(Done::Finished)
    }
}
