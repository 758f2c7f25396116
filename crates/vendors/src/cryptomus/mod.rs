//! Cryptomus: invoices paid in cryptocurrencies (<https://doc.cryptomus.com>).

mod amount;
mod client;
mod php;
mod sign;
pub mod webhook;
mod wire;

pub use client::CryptomusClient;
pub use webhook::CryptomusEvent;
