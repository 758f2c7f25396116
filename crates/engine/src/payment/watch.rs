//! Watching a payment until it is settled: asks the vendor (webhooks get lost), and closes what is
//! open when its time is over.

use std::time::Duration;

use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentNews};
use ringwright_store::Account;

use crate::jobs::Done;
use crate::{Engine, Error, Result};

/// The first look at a payment; a webhook usually comes first.
pub(crate) const FIRST_LOOK: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(600);
const OVERDUE: Duration = Duration::from_secs(30);

impl Engine {
    pub(crate) async fn watch_payment(&self, org: &OrgId, id: &PaymentId) -> Result<Done> {
        let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(Done::Finished) };
        if !payment.state.is_open() {
            return Ok(Done::Finished);
        }
        let overdue = self.now() > payment.expires_at;
        if overdue {
            self.close_payment(org, id).await?;
        } else if let Some(checkout_ref) = &payment.checkout_ref
            && let Some(news) = self.ask_about(&account, checkout_ref).await?
        {
            self.hear_of_payment(org, id, &news).await?;
        }
        match self.read_payment(org, id).await? {
            Some((payment, _)) if payment.state.is_open() => {
                Ok(Done::Again(self.next_look_at_payment(&payment)))
            }
            _ => Ok(Done::Finished),
        }
    }

    async fn ask_about(&self, account: &Account, checkout_ref: &str) -> Result<Option<PaymentNews>> {
        let payments = self.desk().payments(account).await?;
        payments.look(checkout_ref).await.map_err(Error::Payments)
    }

    fn next_look_at_payment(&self, payment: &Payment) -> ringwright_domain::Instant {
        let now = self.now();
        let age = now.since(payment.created_at).max(FIRST_LOOK);
        let closing = payment.expires_at.plus(Duration::from_secs(1));
        let next = now.plus(age.min(LONGEST));
        // What is overdue and open still has money on its way, or cannot be closed.
        if now < closing { next.min(closing) } else { now.plus(OVERDUE) }
    }

    /// Asks the vendors how the payments of a booking stand, now, because somebody wants to know.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    pub async fn check_payment(
        &self,
        org: &OrgId,
        booking: &ringwright_domain::ids::BookingId,
    ) -> Result<()> {
        let payments = self.org(org).read().await?.payments_of(booking).await?;
        for (payment, _) in payments.iter().filter(|(payment, _)| payment.state.is_open()) {
            let Some((payment, account)) = self.read_payment(org, &payment.id).await? else { continue };
            let Some(checkout_ref) = &payment.checkout_ref else { continue };
            if let Some(news) = self.ask_about(&account, checkout_ref).await? {
                self.hear_of_payment(org, &payment.id, &news).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn read_payment(
        &self,
        org: &OrgId,
        id: &PaymentId,
    ) -> Result<Option<(Payment, Account)>> {
        let mut tx = self.org(org).read().await?;
        let Some((payment, account)) = tx.payment(id).await? else { return Ok(None) };
        let account = tx.account(&account).await?;
        let account = account.ok_or_else(|| Error::Broken(format!("the payment {id} has no account")))?;
        Ok(Some((payment, account)))
    }
}
