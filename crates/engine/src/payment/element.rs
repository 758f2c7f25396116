//! Opening the form on our own page with which a booking is paid.

use ringwright_domain::ids::{BookingId, OrgId};
use ringwright_domain::payment::{Payment, PaymentMethod, PaymentNews};
use ringwright_domain::{FailureCode, Money};
use ringwright_vendors::{Form, Forms, Payments};

use super::open::Opening;
use super::open_for;
use crate::{Engine, Error, Result};

/// What a page needs to show the form.
#[derive(Clone)]
pub struct ElementForm {
    /// Lets the visitor's browser pay, and nothing else.
    pub client_secret: String,
    /// Names the account to the vendor's script.
    pub publishable_key: String,
    /// Where the vendor's script is.
    pub script_url: String,
    /// How much is paid.
    pub amount: Money,
    /// Where the visitor comes back after a step at the bank.
    pub return_url: String,
}

impl Engine {
    /// Opens the form with which a booking is paid on our own page, or finds the one that is open. Safe to
    /// repeat, as the page is.
    ///
    /// # Errors
    /// When there is nothing to pay, the form is not offered, or the payment vendor cannot be asked.
    pub async fn element(&self, org: &OrgId, booking: &BookingId) -> Result<ElementForm> {
        let not_offered = || Error::refused(FailureCode::MethodNotOffered);
        let opening = self.opening(org, booking, PaymentMethod::Element).await?;
        let front = self.desk().front(&opening.account).await?.ok_or_else(not_offered)?;
        let payments = self.desk().payments(&opening.account).await?;
        let forms = payments.forms().ok_or_else(not_offered)?;
        let form = match self.open_form_again(org, &opening.payment, &*payments, forms).await? {
            Some(form) => form,
            None => {
                let Some(payment) = self.next_round(org, &opening.payment).await? else {
                    // Somebody else was faster: their form is the one.
                    return Box::pin(self.element(org, booking)).await;
                };
                let opening = Opening { payment, ..opening };
                let order = self.order(org, &opening).await?;
                let form = forms.open_form(&order).await.map_err(Error::Payments)?;
                self.keep_opened(org, &opening.payment, &form.checkout_ref, None).await?;
                self.hear_of_payment(org, &opening.payment.id, &PaymentNews::TriedAgain).await?;
                return self.form_view(org, &opening, front, form).await;
            }
        };
        self.form_view(org, &opening, front, form).await
    }

    async fn form_view(
        &self,
        org: &OrgId,
        opening: &Opening,
        front: crate::desk::Front,
        form: Form,
    ) -> Result<ElementForm> {
        Ok(ElementForm {
            client_secret: form.client_secret,
            publishable_key: front.publishable_key,
            script_url: front.script_url,
            amount: opening.payment.amount,
            return_url: self.way_back(org, &opening.booking.id, true).await?,
        })
    }

    /// The form that is open, if one is; it stays open from now on as long as a new one would.
    async fn open_form_again(
        &self,
        org: &OrgId,
        payment: &Payment,
        payments: &dyn Payments,
        forms: &dyn Forms,
    ) -> Result<Option<Form>> {
        let Some(checkout_ref) = &payment.checkout_ref else { return Ok(None) };
        if !self.still_open(org, payment, payments).await? {
            return Ok(None);
        }
        let Some(form) = forms.form(checkout_ref).await.map_err(Error::Payments)? else { return Ok(None) };
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.booking_for_update(&payment.booking).await?;
        let Some((current, _)) = tx.payment_for_update(&payment.id).await? else { return Ok(None) };
        if current.checkout_ref.as_ref() == Some(checkout_ref) && current.state.is_open() {
            let expires_at = now.plus(open_for(PaymentMethod::Element));
            tx.update_payment(&Payment { expires_at, ..current }).await?;
            self.hear_of_payment_in(&mut tx, &payment.id, &PaymentNews::TriedAgain, now).await?;
        }
        tx.commit(now).await?;
        Ok(Some(form))
    }
}
