//! Asking the vendor of an account something harmless, to see whether its key is good.

use ringwright_domain::ids::{AccountId, OrgId};

use super::existing;
use crate::agent::OWN;
use crate::desk::AccountKind;
use crate::{Engine, Error, Result};

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whether the vendor answered and took the key.
    pub ok: bool,
    /// What it said, in a sentence without secrets.
    pub detail: String,
}

impl Engine {
    /// Asks the vendor of an account now.
    ///
    /// # Errors
    /// When there is no such account, or the database fails. That the vendor says no is an answer.
    pub async fn check_account(&self, org: &OrgId, id: &AccountId) -> Result<Checked> {
        let account = existing(&mut self.org(org).read().await?, id).await?;
        if account.vendor == OWN {
            let detail = "Our own voice needs no account with a vendor.".to_owned();
            return Ok(Checked { ok: true, detail });
        }
        // Whoever asks wants to know about the secrets as they are now, whichever node took them.
        self.desk().forget(id).await;
        let asked = match AccountKind::of(&account.vendor) {
            Some(AccountKind::Payments) => match self.desk().payments(&account).await {
                Ok(payments) => payments.check().await.map_err(Error::Payments),
                Err(error) => Err(error),
            },
            _ => match self.desk().carrier(&account).await {
                Ok(carrier) => carrier.check().await.map_err(Error::Carrier),
                Err(error) => Err(error),
            },
        };
        match asked {
            Ok(()) => Ok(Checked { ok: true, detail: "The vendor answered and took the key.".to_owned() }),
            Err(Error::Carrier(error) | Error::Payments(error)) => {
                Ok(Checked { ok: false, detail: error.to_string() })
            }
            Err(Error::Broken(detail)) => Ok(Checked { ok: false, detail }),
            Err(error) => Err(error),
        }
    }
}
