//! The picture of a business.

use std::fmt::Write as _;

use ringwright_domain::FailureCode;
use ringwright_domain::business::{LOGO_MOST, picture_type};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::OrgId;
use ringwright_store::Logo;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::held;
use crate::{Engine, Error, Result};

impl Engine {
    /// Gives the business a picture. Answers the SHA-256 that it is known by.
    ///
    /// # Errors
    /// When it is no picture that browsers show safely, or too large.
    pub async fn put_logo(&self, org: &OrgId, by: &Actor, bytes: Vec<u8>) -> Result<String> {
        if bytes.len() > LOGO_MOST {
            return Err(Error::refused(FailureCode::BodyTooLarge));
        }
        let media_type = picture_type(&bytes).ok_or_else(|| {
            Error::refused_because(FailureCode::UnsupportedMediaType, "Send a PNG, a JPEG or a WebP picture.")
        })?;
        let hash = Sha256::digest(&bytes).iter().fold(String::new(), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        let mut tx = self.org(org).begin().await?;
        let was = held(&mut tx).await?.1.logo;
        let logo = Logo { hash: hash.clone(), media_type: media_type.to_owned(), bytes };
        tx.set_logo(&logo, self.now()).await?;
        self.business_changed(tx, by, "logo", (json!({ "logo": was }), json!({ "logo": hash }))).await?;
        Ok(hash)
    }

    /// The picture of this hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logo(&self, hash: &str) -> Result<Option<Logo>> {
        Ok(self.store().read().await?.logo(hash).await?)
    }
}
