//! Cryptomus's webhooks (<https://doc.cryptomus.com/business/payments/webhook>).

use ringwright_domain::ids::PaymentId;
use ringwright_domain::payment::PaymentNews;

use super::php::take_apart;
use super::sign;
use super::wire::{self, Message};
use crate::signature::SignatureProblem;
use crate::{Secret, VendorError};

/// Judges a webhook of Cryptomus: the field `sign` is the signature of the rest under the API key. There is
/// no time in it; what comes again is known by its dedupe key.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(key: &Secret, raw_body: &[u8]) -> Result<(), SignatureProblem> {
    let signed = take_apart(raw_body)
        .ok_or_else(|| SignatureProblem::unreadable("sign", "a field of the JSON body"))?;
    if sign::fits(signed.message.as_bytes(), key, &signed.sign) {
        Ok(())
    } else {
        Err(SignatureProblem::Differs)
    }
}

/// What a webhook of Cryptomus says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CryptomusEvent {
    /// Equal for repeated deliveries: there is no id of the message, so the signature serves.
    pub dedupe_key: String,
    /// The state of the invoice in Cryptomus's word.
    pub kind: String,
    /// The payment, where the invoice is named as we name them.
    pub payment: Option<PaymentId>,
    /// The invoice.
    pub checkout_ref: String,
    /// What it means for the payment; `None` for states on the way, and those that are not known.
    pub news: Option<PaymentNews>,
}

/// Reads a webhook of Cryptomus whose signature holds.
///
/// # Errors
/// [`VendorError::Unreadable`] when it is no message about an invoice.
pub fn parse(raw_body: &[u8]) -> Result<CryptomusEvent, VendorError> {
    let unreadable = || VendorError::unreadable("the webhook is no message of Cryptomus's");
    let message: Message = serde_json::from_slice(raw_body).map_err(|_| unreadable())?;
    let signed = take_apart(raw_body).ok_or_else(unreadable)?;
    if !(1..=64).contains(&message.uuid.len()) || !(1..=64).contains(&signed.sign.len()) {
        return Err(unreadable());
    }
    Ok(CryptomusEvent {
        dedupe_key: format!("{}:{}", message.uuid, signed.sign.to_ascii_lowercase()),
        kind: message.status.chars().take(100).collect(),
        payment: message.order_id.as_deref().and_then(wire::payment),
        news: wire::news(&message.status, &message.uuid),
        checkout_ref: message.uuid,
    })
}
