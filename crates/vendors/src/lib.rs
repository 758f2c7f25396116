//! Everything that talks to another company, behind small ports.
//!
//! A port ([`Carrier`], [`Payments`]) says what Ringwright needs; a folder per vendor holds the client
//! that serves it, the wire format (private) and the webhooks. All requests leave through [`http`],
//! all webhook signatures are judged by the same rules in [`signature`].

mod base_url;
pub mod calcom;
pub mod carrier;
pub mod cryptomus;
pub mod elevenlabs;
mod error;
pub mod http;
mod lenient;
pub mod messagebird;
pub mod outgoing;
pub mod payments;
mod redact;
pub mod remotion;
pub mod resend;
pub mod retell;
mod secret;
pub mod sendgrid;
pub mod signature;
pub mod stripe;
pub mod telnyx;
pub mod twilio;
pub mod vapi;

pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use carrier::{CallOrder, Carrier, Placing, Refusal, VendorCall};
pub use cryptomus::CryptomusClient;
pub use error::VendorError;
pub use http::{Answer, Departure, Http, HttpError, HttpLimits, Transport};
pub use payments::{
    BookedCharge, Checkout, CheckoutOrder, Closing, Form, Forms, Payments, Refund, Refunding,
};
pub use secret::Secret;
pub use signature::{SignatureProblem, WebhookVector, judge};
pub use stripe::StripeClient;
pub use vapi::{VapiClient, VapiWebhookAuth};
