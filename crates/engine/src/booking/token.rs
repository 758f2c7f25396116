//! The token of a booking's link: an HMAC over its id, so that it needs no storage and names one
//! booking only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use ringwright_domain::FailureCode;
use ringwright_domain::ids::{BookingId, OrgId};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::{Engine, Error, Result};

/// Reads a key as kept in the vault.
pub(crate) fn decode_key(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Writes a key for the vault.
pub(crate) fn encode_key(key: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

fn token(key: &[u8; 32], booking: &BookingId) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .map_err(|_| Error::Broken("the key of links is unsound".into()))?;
    mac.update(b"booking-link:");
    mac.update(booking.as_str().as_bytes());
    Ok(URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..24]))
}

impl Engine {
    /// The token that opens a booking to whoever made it.
    ///
    /// # Errors
    /// When the organisation's key cannot be read.
    pub async fn booking_token(&self, org: &OrgId, booking: &BookingId) -> Result<String> {
        token(&self.link_key(org).await?, booking)
    }

    /// The organisation of a booking, if `presented` is its token.
    ///
    /// # Errors
    /// [`FailureCode::BookingNotFound`] when there is no such booking or the token is wrong; the two
    /// look the same, so that nobody can find out which ids exist.
    pub async fn open_booking(&self, booking: &BookingId, presented: &str) -> Result<OrgId> {
        let org = self.store().read().await?.org_of_booking(booking).await?;
        let org = org.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let expected = self.booking_token(&org, booking).await?;
        if bool::from(expected.as_bytes().ct_eq(presented.as_bytes())) {
            Ok(org)
        } else {
            Err(Error::refused(FailureCode::BookingNotFound))
        }
    }
}
