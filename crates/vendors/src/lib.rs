//! Everything that talks to another company, behind small ports.
//!
//! A port ([`Carrier`], [`Payments`]) says what Ringwright needs; a folder per vendor holds the client
//! that serves it, the wire format (private) and the webhooks. All requests leave through [`http`], answers that
//! come bit by bit through [`Streams`], live sound through WebSockets;
//! all webhook signatures are judged by the same rules in [`signature`].

mod base_url;
pub mod calcom;
pub mod carrier;
pub mod cryptomus;
pub mod deepgram;
pub mod elevenlabs;
mod ending;
mod error;
mod espeak;
pub mod google;
pub mod http;
pub mod identity;
pub mod language_model;
mod lenient;
pub mod mail;
pub mod media_stream;
pub mod messagebird;
pub mod openai;
pub mod outgoing;
pub mod payments;
mod placing;
#[cfg(feature = "pocketsphinx")]
mod pocketsphinx;
pub mod recognizer;
mod redact;
pub mod remotion;
pub mod resend;
pub mod retell;
mod secret;
pub mod sendgrid;
pub mod signature;
mod socket;
mod sound;
mod stream;
pub mod stripe;
pub mod synthesizer;
pub mod telnyx;
pub mod twilio;
mod utterances;
pub mod vapi;
mod whole;

pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use carrier::{AgentWords, CallOrder, Carrier, CarrierMessage, Choice, Placing, Refusal, VendorCall};
pub use cryptomus::CryptomusClient;
pub use deepgram::{DeepgramAccess, DeepgramListen, DeepgramSpeak};
pub use elevenlabs::{ElevenLabsAccess, ElevenLabsCalls, ElevenLabsSpeak};
pub use error::VendorError;
pub use espeak::Espeak;
pub use google::GoogleSignIn;
pub use http::{Answer, Departure, Http, HttpError, HttpLimits, Transport};
pub use identity::{Asking, Identity, IdentityProblem, IdentityProvider, Return};
pub use mail::{Letter, Mail};
pub use openai::{ChatModel, ModelChoice, OpenAiAccess, OpenAiSpeak, OpenAiTranscribe};
pub use payments::{
    BookedCharge, Checkout, CheckoutOrder, Closing, Form, Forms, Payments, Refund, Refunding,
};
#[cfg(feature = "pocketsphinx")]
pub use pocketsphinx::{PocketSphinx, PocketSphinxMissing};
pub use resend::ResendClient;
pub use retell::RetellClient;
pub use secret::Secret;
pub use signature::{SignatureProblem, WebhookVector, judge};
pub use stream::Streams;
pub use stripe::StripeClient;
pub use synthesizer::VoiceOffer;
pub use vapi::{VapiClient, VapiWebhookAuth};
