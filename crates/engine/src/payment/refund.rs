//! Asking the vendor to give money back. It gets the same idempotency key every time, so that it gives
//! once.

use ringwright_domain::Money;
use ringwright_domain::ids::{OrgId, PaymentId, RefundId};
use ringwright_domain::payment::{Payment, PaymentNews};
use ringwright_vendors::{Refund, Refunding, VendorError};

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    pub(crate) async fn refund_payment(
        &self,
        org: &OrgId,
        id: &PaymentId,
        refund: &RefundId,
        tries: u32,
    ) -> Result<Done> {
        let Some((payment, account)) = self.read_payment(org, id).await? else { return Ok(Done::Finished) };
        let Some((intent_ref, minor)) = asked(&payment, refund) else { return Ok(Done::Finished) };
        let payments = self.desk().payments(&account).await?;
        // Where the vendor does not send money back, a person does, and says so.
        let Some(refunding) = payments.refunding() else { return Ok(Done::Finished) };
        let key = key(id, refund);
        // A vendor forgets idempotency keys after a day; what was given before is not asked for again.
        if tries > 1 && self.given_before(org, id, refunding, &intent_ref, &key).await? {
            return Ok(Done::Finished);
        }
        let amount = Money::new(minor, payment.amount.currency);
        let news = match refunding.refund(&intent_ref, amount, &key).await {
            Ok(given) => self.refund_news(&given),
            Err(error) if error.is_transient() => return Err(Error::Payments(error)),
            Err(VendorError::Refused { code, detail, .. }) => {
                tracing::warn!(payment = %id, refund = %refund, code, detail, "a refund was refused");
                // Perhaps somebody gave the money back by hand: that is heard first.
                self.hear_refunds(org, id, refunding, &intent_ref).await?;
                let failure = code.unwrap_or(detail);
                PaymentNews::RefundFailed { id: Some(refund.clone()), refund_ref: None, failure }
            }
            Err(error) => return Err(Error::Payments(error)),
        };
        self.hear_of_payment(org, id, &news).await?;
        Ok(Done::Finished)
    }

    async fn given_before(
        &self,
        org: &OrgId,
        id: &PaymentId,
        refunding: &dyn Refunding,
        intent_ref: &str,
        key: &str,
    ) -> Result<bool> {
        let known = refunding.refunds(intent_ref).await.map_err(Error::Payments)?;
        let Some(given) = known.iter().find(|refund| refund.key.as_deref() == Some(key)) else {
            return Ok(false);
        };
        self.hear_of_payment(org, id, &self.refund_news(given)).await?;
        Ok(true)
    }

    /// Hears all refunds that the vendor has of a charge. Answers whether anything moved.
    pub(super) async fn hear_refunds(
        &self,
        org: &OrgId,
        id: &PaymentId,
        refunding: &dyn Refunding,
        intent_ref: &str,
    ) -> Result<bool> {
        let mut moved = false;
        for refund in refunding.refunds(intent_ref).await.map_err(Error::Payments)?.iter().rev() {
            moved |= self.hear_of_payment(org, id, &self.refund_news(refund)).await?;
        }
        Ok(moved)
    }

    /// What a refund in the vendor's books means. One without a key of ours was made by hand there.
    pub(crate) fn refund_news(&self, refund: &Refund) -> PaymentNews {
        let ours = refund.key.as_deref().and_then(read_key);
        if refund.given {
            PaymentNews::RefundGiven {
                by_hand: ours.is_none(),
                id: ours.unwrap_or_else(|| RefundId::new(self.now(), self.chance())),
                refund_ref: refund.refund_ref.clone(),
                minor: refund.minor,
            }
        } else {
            PaymentNews::RefundFailed {
                id: ours,
                refund_ref: Some(refund.refund_ref.clone()),
                failure: refund.failure.clone().unwrap_or_else(|| "failed".to_owned()),
            }
        }
    }
}

/// The charge and the amount of a refund that is still to be asked for.
fn asked(payment: &Payment, refund: &RefundId) -> Option<(String, i64)> {
    let charge = payment.charge()?;
    let refund = charge.asked().find(|one| one.id == *refund)?;
    Some((charge.intent_ref.clone(), refund.minor))
}

/// The idempotency key of a refund. That of a payment from before refunds had ids is as it was then.
fn key(payment: &PaymentId, refund: &RefundId) -> String {
    if *refund == RefundId::unnamed() { format!("refund-{payment}") } else { refund.to_string() }
}

fn read_key(key: &str) -> Option<RefundId> {
    let unnamed = key.strip_prefix("refund-").is_some_and(|payment| payment.parse::<PaymentId>().is_ok());
    if unnamed { Some(RefundId::unnamed()) } else { key.parse().ok() }
}

#[cfg(test)]
mod tests {
    use ringwright_domain::Instant;
    use ringwright_domain::chance::SeededChance;

    use super::*;

    #[test]
    fn a_refund_is_known_again_by_its_key() {
        let (at, chance) = (Instant::from_seconds(1), SeededChance::new(1));
        let (payment, refund) = (PaymentId::new(at, &chance), RefundId::new(at, &chance));
        for refund in [refund, RefundId::unnamed()] {
            assert_eq!(read_key(&key(&payment, &refund)), Some(refund));
        }
        assert_eq!(key(&payment, &RefundId::unnamed()), format!("refund-{payment}"));
        for foreign in ["", "refund-", "refund-7", "bonus"] {
            assert_eq!(read_key(foreign), None, "{foreign}");
        }
    }
}
