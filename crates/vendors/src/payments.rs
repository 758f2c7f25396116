//! The port through which payments are taken and given back.

use async_trait::async_trait;
use ringwright_domain::ids::{BookingId, PaymentId};
use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{Instant, Money};

use crate::VendorError;

/// A payment to be opened as a hosted checkout page. It has no `Debug` form: it holds personal data.
#[derive(Clone)]
pub struct CheckoutOrder {
    /// Our id of the payment: the idempotency key, and in the vendor's metadata.
    pub payment: PaymentId,
    /// The booking that it pays.
    pub booking: BookingId,
    /// The number of this checkout of the payment, from 1: part of the idempotency key, since a
    /// checkout that ended can be opened anew.
    pub round: u32,
    /// How much.
    pub amount: Money,
    /// What the customer reads on the page and the bill.
    pub description: String,
    /// The customer's mail address; the vendor's customer is found or created by it.
    pub email: String,
    /// The customer's name.
    pub name: String,
    /// Where the visitor comes back after paying.
    pub success_url: String,
    /// Where the visitor comes back without paying.
    pub cancel_url: String,
    /// When the page stops taking money (Stripe: 30 minutes to 24 hours from now).
    pub expires_at: Instant,
}

/// A hosted checkout page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The vendor's id of the checkout.
    pub checkout_ref: String,
    /// Where the visitor pays.
    pub url: String,
    /// The vendor's id of the customer.
    pub customer_ref: Option<String>,
}

/// A refund as the vendor has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The vendor's id of the refund.
    pub refund_ref: String,
    /// Whether the money is on its way or back (`pending` counts as given).
    pub given: bool,
}

/// A company that takes money.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Finds or creates the customer and opens a checkout page. Safe to repeat: the same order gives
    /// the same page.
    ///
    /// # Errors
    /// When the vendor cannot be asked or refuses.
    async fn open_checkout(&self, order: &CheckoutOrder) -> Result<Checkout, VendorError>;

    /// What the vendor says of a checkout now; `None` when it does not know it, and
    /// [`PaymentNews::StillOpen`] while it waits for the visitor.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn look(&self, checkout_ref: &str) -> Result<Option<PaymentNews>, VendorError>;

    /// Closes a checkout page, so that it takes no more money. Closing one that is closed is no error;
    /// one that was paid meanwhile is told by [`Payments::look`].
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn expire(&self, checkout_ref: &str) -> Result<(), VendorError>;

    /// Gives money back. Safe to repeat with the same `key`.
    ///
    /// # Errors
    /// When the vendor cannot be asked or refuses.
    async fn refund(&self, intent_ref: &str, amount: Money, key: &str) -> Result<Refund, VendorError>;

    /// Asks something harmless that needs the keys, for `ringwright doctor`.
    ///
    /// # Errors
    /// When the vendor cannot be asked or the keys are refused.
    async fn check(&self) -> Result<(), VendorError>;
}
