//! The public page: what it says, and how many saw it.

mod change;
mod visit;

pub use visit::VisitStep;

use ringwright_domain::ids::OrgId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_domain::storefront::Content;
use ringwright_store::{Organisation, Plan};

use crate::{Engine, Result};

/// What an organisation's public page is made of.
#[derive(Debug, Clone)]
pub struct StorefrontView {
    /// The organisation.
    pub organisation: Organisation,
    /// What the page says.
    pub content: Content,
    /// What can be booked, in the order of the page.
    pub plans: Vec<Plan>,
    /// The ways to pay.
    pub methods: Vec<PaymentMethod>,
}

impl Engine {
    /// Reads what an organisation's public page is made of.
    ///
    /// # Errors
    /// When the database or the vault fails.
    pub async fn storefront(&self, org: &OrgId) -> Result<StorefrontView> {
        let methods = self.payment_methods(org).await?;
        let mut tx = self.org(org).read().await?;
        Ok(StorefrontView {
            organisation: tx.organisation().await?,
            content: tx.storefront().await?,
            plans: tx.plans().await?,
            methods,
        })
    }
}
