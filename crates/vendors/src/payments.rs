//! The port through which payments are taken and given back.

use std::time::Duration;

use async_trait::async_trait;
use ringwright_domain::ids::{BookingId, PaymentId};
use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{Instant, Money};

use crate::VendorError;

/// A payment to be opened as a page, a form or an invoice. It has no `Debug` form: it holds personal data.
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
    /// Where the vendor sends its webhooks, where it takes the address with the order.
    pub webhook_url: String,
    /// How long a page takes money from now on, where the vendor wants it so.
    pub open_for: Duration,
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

/// A form on our own page: the vendor's script takes the payment with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// The vendor's id of the payment that the form makes.
    pub checkout_ref: String,
    /// What lets the visitor's browser pay, and nothing else.
    pub client_secret: String,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("checkout_ref", &self.checkout_ref).finish_non_exhaustive()
    }
}

/// A refund as the vendor has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The vendor's id of the refund.
    pub refund_ref: String,
    /// The key under which we asked for it; `None` for one that was made by hand at the vendor.
    pub key: Option<String>,
    /// How much, in minor units.
    pub minor: i64,
    /// Whether the money is on its way or back (`pending` counts as given).
    pub given: bool,
    /// Why it was not given, in the vendor's word.
    pub failure: Option<String>,
}

/// Money that came, as it stands in the vendor's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedCharge {
    /// The vendor's id of the charge.
    pub intent_ref: String,
    /// Our id of the payment, where the vendor names it.
    pub payment: Option<PaymentId>,
    /// How much came.
    pub amount: Money,
    /// How much of it went back, in minor units.
    pub refunded_minor: i64,
}

/// A company that takes money. What not every company can do is a port of its own, which it has or has
/// not.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Opens a page on which the visitor pays: finds or creates the customer, where the vendor has
    /// customers. Safe to repeat: the same order gives the same page.
    ///
    /// # Errors
    /// When the vendor cannot be asked or refuses.
    async fn open_checkout(&self, order: &CheckoutOrder) -> Result<Checkout, VendorError>;

    /// What the vendor says of a page, form or invoice now; `None` when it does not know it, and
    /// [`PaymentNews::StillOpen`] while it waits for the visitor or the money.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn look(&self, checkout_ref: &str) -> Result<Option<PaymentNews>, VendorError>;

    /// The charges in the vendor's books from `from` until before `until`, all of them.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn charges(&self, from: Instant, until: Instant) -> Result<Vec<BookedCharge>, VendorError>;

    /// One charge in the vendor's books; `None` when no such money came.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn charge(&self, intent_ref: &str) -> Result<Option<BookedCharge>, VendorError>;

    /// Asks something harmless that needs the keys, for `ringwright doctor`.
    ///
    /// # Errors
    /// When the vendor cannot be asked or the keys are refused.
    async fn check(&self) -> Result<(), VendorError>;

    /// Forms on our own page, where the vendor has them.
    fn forms(&self) -> Option<&dyn Forms>;

    /// Closing what is open, where the vendor can. Where it cannot, what was opened takes money until
    /// its time is over.
    fn closing(&self) -> Option<&dyn Closing>;

    /// Giving money back, where the vendor does it. Where it does not, a person sends it.
    fn refunding(&self) -> Option<&dyn Refunding>;
}

/// Taking payments in a form on our own page.
#[async_trait]
pub trait Forms: Send + Sync {
    /// Opens the payment that a form makes. Safe to repeat: the same order gives the same payment.
    ///
    /// # Errors
    /// When the vendor cannot be asked or refuses.
    async fn open_form(&self, order: &CheckoutOrder) -> Result<Form, VendorError>;

    /// The form of a payment that was opened; `None` when the vendor does not know it.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn form(&self, checkout_ref: &str) -> Result<Option<Form>, VendorError>;
}

/// Closing what was opened.
#[async_trait]
pub trait Closing: Send + Sync {
    /// Closes a page or form, so that it takes no more money. Closing one that is closed is no error;
    /// one that was paid meanwhile is told by [`Payments::look`].
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn close(&self, checkout_ref: &str) -> Result<(), VendorError>;
}

/// Giving money back.
#[async_trait]
pub trait Refunding: Send + Sync {
    /// Gives money back. Safe to repeat with the same `key`.
    ///
    /// # Errors
    /// When the vendor cannot be asked or refuses.
    async fn refund(&self, intent_ref: &str, amount: Money, key: &str) -> Result<Refund, VendorError>;

    /// The newest refunds of a charge, whoever made them.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn refunds(&self, intent_ref: &str) -> Result<Vec<Refund>, VendorError>;
}
