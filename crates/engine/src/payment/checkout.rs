//! Opening the page on which a booking is paid: the vendor's checkout, or an invoice in crypto.

use ringwright_domain::FailureCode;
use ringwright_domain::ids::{BookingId, OrgId};
use ringwright_domain::payment::{PaymentMethod, PaymentNews};

use super::open::Opening;
use crate::{Engine, Error, Result};

/// Where a visitor pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutLink {
    /// The page's address.
    pub url: String,
}

impl Engine {
    /// The way of paying on a page that a booking's payment is made in so far; the vendor's checkout if it
    /// is not made on a page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page_method(&self, org: &OrgId, booking: &BookingId) -> Result<PaymentMethod> {
        let payment = self.org(org).read().await?.payment_of(booking).await?;
        let method = payment.map(|(payment, _)| payment.method);
        Ok(method.filter(|method| *method == PaymentMethod::Crypto).unwrap_or(PaymentMethod::Checkout))
    }

    /// Opens the page on which a booking is paid, or finds the one that is open. Safe to repeat: the page
    /// is recorded before the vendor is asked, and asked for under the same idempotency key.
    ///
    /// # Errors
    /// When there is nothing to pay, the way is not offered, or the payment vendor cannot be asked.
    pub async fn checkout(
        &self,
        org: &OrgId,
        booking: &BookingId,
        method: PaymentMethod,
    ) -> Result<CheckoutLink> {
        if method == PaymentMethod::Element {
            let detail = "A form has no page of its own; open it with …/element.";
            return Err(Error::refused_because(FailureCode::MethodNotOffered, detail));
        }
        let opening = self.opening(org, booking, method).await?;
        let payments = self.desk().payments(&opening.account).await?;
        let payment = &opening.payment;
        if payment.checkout_ref.is_some() && self.still_open(org, payment, &*payments).await? {
            self.hear_of_payment(org, &payment.id, &PaymentNews::TriedAgain).await?;
            let url = payment.checkout_url.clone();
            let url = url.ok_or_else(|| Error::Broken("a checkout has no address".into()))?;
            return Ok(CheckoutLink { url });
        }
        let Some(payment) = self.next_round(org, payment).await? else {
            // Somebody else was faster: their page is the one.
            return Box::pin(self.checkout(org, booking, method)).await;
        };
        let opening = Opening { payment, ..opening };
        let order = self.order(org, &opening).await?;
        let checkout = payments.open_checkout(&order).await.map_err(Error::Payments)?;
        self.keep_opened(org, &opening.payment, &checkout.checkout_ref, Some(&checkout.url)).await?;
        self.hear_of_payment(org, &opening.payment.id, &PaymentNews::TriedAgain).await?;
        Ok(CheckoutLink { url: checkout.url })
    }
}
