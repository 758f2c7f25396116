//! Deciding that money goes back: by our rules, or because somebody at the organisation says so.

use ringwright_domain::booking::Booking;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{BookingId, OrgId, PaymentId, RefundId};
use ringwright_domain::payment::{Payment, PaymentNews, RefundAsk, RefundRefusal, RefundedBy};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::OrgTx;
use serde_json::{Value, json};

use super::emit;
use crate::booking::about;
use crate::jobs::Work;
use crate::{Engine, Error, FieldProblem, Result};

/// The longest reason and reference that are taken.
const TEXT_MOST: usize = 200;

impl Engine {
    /// What is left of the money of a booking is owed back, if any came.
    pub(crate) async fn owe_refund(&self, tx: &mut OrgTx, booking: &Booking, now: Instant) -> Result<()> {
        for (payment, _) in tx.payments_of(&booking.id).await? {
            if payment.state.was_paid()
                && let Some((payment, _)) = tx.payment_for_update(&payment.id).await?
            {
                self.owe(tx, &payment, "The call could not be held.", now).await?;
            }
        }
        Ok(())
    }

    /// What is left of a payment is owed back. While the customer's bank decides about the money it stays;
    /// if it comes back, it is owed then.
    pub(super) async fn owe(
        &self,
        tx: &mut OrgTx,
        payment: &Payment,
        reason: &str,
        now: Instant,
    ) -> Result<()> {
        let ask = RefundAsk {
            id: RefundId::new(now, self.chance()),
            minor: None,
            by: RefundedBy::Automatic,
            reason: reason.to_owned(),
        };
        match self.ask_back(tx, payment, ask, now).await? {
            Ok(()) | Err(RefundRefusal::NotPaid | RefundRefusal::NothingLeft) => {}
            Err(refusal @ (RefundRefusal::Disputed | RefundRefusal::WrongAmount { .. })) => {
                tracing::info!(payment = %payment.id, %refusal, "money is owed back and stays for now");
            }
        }
        Ok(())
    }

    /// Decides a refund: the decision, its event and the job that asks the vendor are one transaction.
    async fn ask_back(
        &self,
        tx: &mut OrgTx,
        payment: &Payment,
        ask: RefundAsk,
        now: Instant,
    ) -> Result<Result<(), RefundRefusal>> {
        let refund = ask.id.clone();
        let asked = match payment.ask_refund(ask, now) {
            Ok(asked) => asked,
            Err(refusal) => return Ok(Err(refusal)),
        };
        tx.update_payment(&asked).await?;
        emit(tx, Some(payment), &asked);
        let work = Work::Refund { payment: asked.id, refund };
        let job = self.job(&tx.org().clone(), &work, now);
        tx.enqueue(&job, now).await?;
        Ok(Ok(()))
    }

    /// Gives money of a booking back because somebody at the organisation says so: `minor` units, or all
    /// that is left.
    ///
    /// # Errors
    /// When there is no such booking, less is left, or the customer's bank has yet to decide.
    pub async fn refund_booking(
        &self,
        org: &OrgId,
        booking: &BookingId,
        by: &Actor,
        minor: Option<i64>,
        reason: &str,
    ) -> Result<()> {
        let reason = text("reason", reason)?;
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let found = tx.booking_for_update(booking).await?;
        let found = found.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let meant = tx.payment_of(booking).await?;
        let (meant, _) = meant.ok_or(Error::refused(FailureCode::NothingToRefund))?;
        let payment = tx.payment_for_update(&meant.id).await?;
        let (payment, _) = payment.ok_or_else(|| Error::Broken("a payment is gone".into()))?;
        let id = RefundId::new(now, self.chance());
        let told =
            json!({ "refund": id, "minor": minor, "currency": payment.amount.currency, "reason": reason });
        let ask = RefundAsk { id, minor, by: RefundedBy::Operator, reason };
        self.ask_back(&mut tx, &payment, ask, now).await?.map_err(refused)?;
        self.record(&mut tx, by, "payment.refund_asked", about(&found), (Value::Null, told)).await?;
        Ok(tx.commit(now).await?)
    }

    /// Notes that somebody sent back by hand what the vendor does not.
    ///
    /// # Errors
    /// When there is no such refund, it does not wait for somebody, or the reference is wrong.
    pub async fn refund_given(
        &self,
        org: &OrgId,
        booking: &BookingId,
        by: &Actor,
        refund: &RefundId,
        reference: &str,
    ) -> Result<()> {
        let reference = text("reference", reference)?;
        let (id, minor) = self.refund_by_hand(org, booking, refund).await?;
        let given = PaymentNews::RefundGiven {
            id: refund.clone(),
            by_hand: false,
            refund_ref: reference.clone(),
            minor,
        };
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if self.hear_of_payment_in(&mut tx, &id, &given, now).await? {
            let found = tx.booking(booking).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
            let told = json!({ "refund": refund, "minor": minor, "reference": reference });
            self.record(&mut tx, by, "payment.refund_given", about(&found), (Value::Null, told)).await?;
            return Ok(tx.commit(now).await?);
        }
        let message = "this reference was used for another refund; use the one of this transfer".to_owned();
        Err(Error::fields(vec![FieldProblem::new("reference", "used", message)]))
    }

    /// The payment of a refund that waits for somebody, and how much it is.
    async fn refund_by_hand(
        &self,
        org: &OrgId,
        booking: &BookingId,
        refund: &RefundId,
    ) -> Result<(PaymentId, i64)> {
        let mut tx = self.org(org).read().await?;
        tx.booking(booking).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let mut payments = tx.payments_of(booking).await?.into_iter();
        let found = payments.find_map(|(payment, account)| {
            let refunds = &payment.charge()?.refunds;
            let refund = refunds.iter().find(|one| one.id == *refund)?.clone();
            Some((payment.id, account, refund))
        });
        let (payment, account, refund) = found.ok_or(Error::refused(FailureCode::RefundNotFound))?;
        let account = tx.account(&account).await?;
        drop(tx);
        let account =
            account.ok_or_else(|| Error::Broken(format!("the payment {payment} has no account")))?;
        let vendor_sends = self.desk().payments(&account).await?.refunding().is_some();
        if vendor_sends || !refund.is_asked() {
            return Err(Error::refused(FailureCode::RefundNotByHand));
        }
        Ok((payment, refund.minor))
    }
}

fn refused(refusal: RefundRefusal) -> Error {
    match refusal {
        RefundRefusal::NotPaid | RefundRefusal::NothingLeft => Error::refused(FailureCode::NothingToRefund),
        RefundRefusal::Disputed => Error::refused(FailureCode::PaymentDisputed),
        RefundRefusal::WrongAmount { left } => {
            let message = format!("give back from 1 up to {left} minor units, which is what is left");
            Error::fields(vec![FieldProblem::new("minor", "out_of_range", message)])
        }
    }
}

fn text(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    let sound = (1..=TEXT_MOST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if sound {
        return Ok(text.to_owned());
    }
    let message = format!("write 1 to {TEXT_MOST} characters on one line");
    Err(Error::fields(vec![FieldProblem::new(field, "length", message)]))
}
