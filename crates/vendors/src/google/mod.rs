//! Google as an identity provider (<https://developers.google.com/identity/openid-connect/openid-connect>).

mod client;
mod token;
mod wire;

pub use client::GoogleSignIn;
