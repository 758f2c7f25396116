//! Stripe: payments by card on Stripe's own page (<https://docs.stripe.com/payments/checkout>).

mod client;
mod transport;
pub mod webhook;
mod wire;

pub use client::StripeClient;
pub use webhook::{RefundNews, StripeEvent, StripeNews};
