//! The ways to pay that an organisation offers now.

use ringwright_domain::ids::OrgId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_store::Account;

use crate::desk::takes_payments;
use crate::{Engine, Result};

/// A way to pay, and the account that takes it.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub method: PaymentMethod,
    pub account: Account,
}

impl Engine {
    /// The ways to pay that an organisation offers now, in the order in which they are shown.
    ///
    /// # Errors
    /// When the database or the vault fails.
    pub async fn payment_methods(&self, org: &OrgId) -> Result<Vec<PaymentMethod>> {
        Ok(self.offers(org).await?.into_iter().map(|offer| offer.method).collect())
    }

    /// The same with the accounts: for each way the first account that is in service. Not to be asked
    /// within a transaction, since it reads the vault.
    pub(crate) async fn offers(&self, org: &OrgId) -> Result<Vec<Offer>> {
        let mut accounts = self.org(org).read().await?.accounts().await?;
        accounts.retain(|account| takes_payments(account) && !account.paused);
        // Where real money is taken, play money is not.
        if accounts.iter().any(|account| self.desk().is_live(account)) {
            accounts.retain(|account| self.desk().is_live(account));
        }
        let mut offers: Vec<Offer> = Vec::new();
        for account in accounts {
            for method in self.desk().methods(&account).await? {
                if offers.iter().all(|offer| offer.method != method) {
                    offers.push(Offer { method, account: account.clone() });
                }
            }
        }
        offers.sort_by_key(|offer| offer.method);
        Ok(offers)
    }
}
