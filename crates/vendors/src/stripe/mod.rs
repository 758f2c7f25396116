//! Stripe: payments by card and the like, on Stripe's own page (<https://docs.stripe.com/payments/checkout>)
//! or in a form on ours (<https://docs.stripe.com/payments/payment-element>).

mod client;
mod transport;
pub mod webhook;
mod wire;

pub use client::StripeClient;
pub use webhook::{StripeEvent, StripeNews};
