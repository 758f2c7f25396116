//! Comparing a day's payments with the vendor's books, and hearing what was missed.

use std::collections::BTreeSet;
use std::time::Duration;

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId, ReconciliationId};
use ringwright_domain::payment::{Difference, DifferenceKind, InTheBooks, Payment, PaymentNews};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Account, NewEvent, Reconciliation};
use ringwright_vendors::{BookedCharge, Payments};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::jobs::{Done, Work};
use crate::{Engine, Error, FieldProblem, Result};

const DAY: Duration = Duration::from_secs(24 * 3_600);
/// How long after midnight the day before is compared: by then late webhooks have come.
const LATE: Duration = Duration::from_secs(3 * 3_600);

impl Engine {
    /// Compares the payments of an account and a day (`YYYY-MM-DD` in UTC) with the vendor's books. What the
    /// vendor has and we did not hear of is heard now. Where somebody asked for it, the audit trail says so.
    ///
    /// # Errors
    /// When the day is not over or no day, the account takes no payments, or the vendor cannot be asked.
    pub async fn reconcile(
        &self,
        org: &OrgId,
        account: &AccountId,
        day: &str,
        by: Option<&Actor>,
    ) -> Result<Reconciliation> {
        let (from, until) = bounds(day)?;
        if until > self.now() {
            return Err(Error::refused(FailureCode::DayNotOver));
        }
        let found = self.org(org).read().await?.account(account).await?;
        let account = found.ok_or(Error::refused(FailureCode::AccountNotFound))?;
        if !crate::desk::takes_payments(&account) {
            return Err(Error::refused(FailureCode::AccountNotFound));
        }
        let payments = self.desk().payments(&account).await?;
        let theirs = payments.charges(from, until).await.map_err(Error::Payments)?;
        let (mut compared, mut differences) = (0, Vec::new());
        let mut seen = BTreeSet::new();
        for charge in &theirs {
            seen.insert(charge.intent_ref.clone());
            compared += 1;
            differences.extend(self.compare(org, &account, &*payments, charge).await?);
        }
        let ours = self.org(org).read().await?.payments_paid(&account.id, from, until).await?;
        for payment in ours {
            let Some(intent_ref) = payment.state.intent_ref() else { continue };
            if !seen.insert(intent_ref.to_owned()) {
                continue;
            }
            compared += 1;
            // The vendor may have it under the day before or after.
            differences.extend(match payments.charge(intent_ref).await.map_err(Error::Payments)? {
                Some(charge) => self.compare(org, &account, &*payments, &charge).await?,
                None => Difference::between(Some(&payment), None),
            });
        }
        self.keep_reconciliation(org, &account, day, (compared, differences), by).await
    }

    /// Compares a charge with our payment of it, and hears what can be heard.
    async fn compare(
        &self,
        org: &OrgId,
        account: &Account,
        payments: &dyn Payments,
        charge: &BookedCharge,
    ) -> Result<Vec<Difference>> {
        let ours = self.payment_of_charge(org, account, charge).await?;
        let sends_back = payments.refunding();
        let theirs = InTheBooks {
            intent_ref: &charge.intent_ref,
            amount: charge.amount,
            refunded_minor: sends_back.map(|_| charge.refunded_minor),
        };
        let mut found = Difference::between(ours.as_ref(), Some(theirs));
        let Some(payment) = ours else { return Ok(found) };
        for difference in &mut found {
            difference.healed = match difference.kind {
                DifferenceKind::PaidAtVendorOnly => {
                    let paid = PaymentNews::Paid { intent_ref: charge.intent_ref.clone() };
                    self.hear_of_payment(org, &payment.id, &paid).await?
                }
                DifferenceKind::RefundDiffers => {
                    if let Some(refunding) = sends_back {
                        self.hear_refunds(org, &payment.id, refunding, &charge.intent_ref).await?;
                    }
                    let now = self.payment_of_charge(org, account, charge).await?;
                    now.as_ref().and_then(Payment::charge).map(|charge| charge.given()) == difference.theirs
                }
                DifferenceKind::PaidHereOnly
                | DifferenceKind::AmountDiffers
                | DifferenceKind::UnknownCharge => false,
            };
        }
        Ok(found)
    }

    /// Our payment of a charge: by the charge, or by our own id in the vendor's books.
    async fn payment_of_charge(
        &self,
        org: &OrgId,
        account: &Account,
        charge: &BookedCharge,
    ) -> Result<Option<Payment>> {
        let mut tx = self.org(org).read().await?;
        let known = tx.system().payment_by_intent(&account.id, &charge.intent_ref).await?;
        let known = known.filter(|(owner, _)| owner == org).map(|(_, payment)| payment);
        let Some(id) = known.as_ref().or(charge.payment.as_ref()) else { return Ok(None) };
        let payment = tx.payment(id).await?.filter(|(_, taker)| *taker == account.id);
        Ok(payment.map(|(payment, _)| payment))
    }

    async fn keep_reconciliation(
        &self,
        org: &OrgId,
        account: &Account,
        day: &str,
        (compared, differences): (u32, Vec<Difference>),
        by: Option<&Actor>,
    ) -> Result<Reconciliation> {
        let now = self.now();
        let open = differences.iter().filter(|difference| !difference.healed).count();
        if !differences.is_empty() {
            tracing::warn!(account = %account.id, day, differences = differences.len(), open, "the vendor's books differ");
        }
        let id = ReconciliationId::new(now, self.chance());
        let found = Reconciliation {
            id,
            account: account.id.clone(),
            day: day.to_owned(),
            compared,
            differences,
            checked_at: now,
        };
        let mut tx = self.org(org).begin().await?;
        tx.put_reconciliation(&found).await?;
        tx.emit(NewEvent {
            kind: "payments.reconciled",
            booking: None,
            call: None,
            data: json!({
                "account": account.id, "day": day, "compared": compared,
                "differences": found.differences.len(), "open": open,
            }),
        });
        if let Some(by) = by {
            let told = json!({ "day": day, "compared": compared, "open": open });
            let about = subject("account", &account.id, &account.name);
            self.record(&mut tx, by, "payments.reconciled", about, (Value::Null, told)).await?;
        }
        // One that was there before keeps its id.
        let kept = tx.reconciliation(&account.id, day).await?;
        tx.commit(now).await?;
        kept.ok_or_else(|| Error::Broken("a comparison that was just kept is gone".into()))
    }

    pub(crate) async fn reconcile_as_planned(
        &self,
        org: &OrgId,
        account: &AccountId,
        day: &str,
    ) -> Result<Done> {
        match self.reconcile(org, account, day, None).await {
            // The account was removed, or changed its trade.
            Ok(_) | Err(Error::Refused { code: FailureCode::AccountNotFound, .. }) => Ok(Done::Finished),
            Err(error) => Err(error),
        }
    }

    /// Has yesterday compared for every account that takes payments, unless it was.
    pub(crate) async fn plan_reconciliations(&self, org: &OrgId) -> Result<()> {
        let now = self.now();
        let day = date(now.minus(DAY));
        if bounds(&day)?.1.plus(LATE) > now {
            return Ok(());
        }
        let mut tx = self.org(org).begin().await?;
        for account in tx.accounts().await?.into_iter().filter(crate::desk::takes_payments) {
            if tx.reconciliation(&account.id, &day).await?.is_none() {
                let work = Work::Reconcile { account: account.id, day: day.clone() };
                let job = self.job(org, &work, now);
                tx.enqueue(&job, now).await?;
            }
        }
        Ok(tx.commit(now).await?)
    }
}

/// When a day begins and ends.
fn bounds(day: &str) -> Result<(Instant, Instant)> {
    let wrong = || Error::fields(vec![FieldProblem::new("day", "not_a_day", "write it as 2026-11-20")]);
    let from: Instant = format!("{day}T00:00:00Z").parse().map_err(|_| wrong())?;
    if date(from) == day { Ok((from, from.plus(DAY))) } else { Err(wrong()) }
}

/// The day of an instant in UTC.
fn date(at: Instant) -> String {
    at.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_from_midnight_to_midnight() {
        let (from, until) = bounds("2026-02-28").unwrap();
        assert_eq!(
            (from.to_string(), until.to_string()),
            ("2026-02-28T00:00:00Z".into(), "2026-03-01T00:00:00Z".into())
        );
        for wrong in ["", "2026-2-8", "2026-02-30", "2026-02-28T", "20260228", "+002026-02-28"] {
            assert!(bounds(wrong).is_err(), "{wrong}");
        }
    }
}
