//! Services: what a business offers.

mod change;

pub use change::{ServiceChanges, ServiceForm};

use ringwright_domain::business::Service;
use ringwright_domain::ids::{OrgId, ServiceId};

use crate::{Engine, Result};

impl Engine {
    /// The services, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn services(&self, org: &OrgId) -> Result<Vec<Service>> {
        Ok(self.org(org).read().await?.services().await?)
    }

    /// A service.
    ///
    /// # Errors
    /// When there is no such service.
    pub async fn service(&self, org: &OrgId, id: &ServiceId) -> Result<Service> {
        self.org(org).read().await?.service(id).await?.ok_or_else(change::missing)
    }
}
