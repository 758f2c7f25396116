//! What an organisation is as a business, and changing that.

mod change;
mod logo;

pub use change::ProfileForm;
pub(crate) use change::{held, sound, told};

use ringwright_domain::Instant;
use ringwright_domain::business::Opening;
use ringwright_domain::ids::OrgId;
use ringwright_store::{Business, Organisation};

use crate::seen::Tag;
use crate::{Engine, Result};

/// The tag of who a business is.
///
/// # Errors
/// See [`Tag::of`].
pub fn profile_tag(organisation: &Organisation, business: &Business) -> Result<Tag> {
    Tag::of(&change::who_it_is(organisation, business))
}

/// The tag of when a business is open.
///
/// # Errors
/// See [`Tag::of`].
pub fn hours_tag(organisation: &Organisation, business: &Business) -> Result<Tag> {
    Tag::of(&change::when_open(organisation, business))
}

impl Engine {
    /// The organisation, and what it says about itself as a business.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn business(&self, org: &OrgId) -> Result<(Organisation, Business)> {
        let mut tx = self.org(org).read().await?;
        Ok((tx.organisation().await?, tx.business().await?))
    }

    /// Whether the business is open at an instant; now, unless told otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_hours(&self, org: &OrgId, at: Option<Instant>) -> Result<Opening> {
        let (organisation, business) = self.business(org).await?;
        Ok(business.hours.at(at.unwrap_or_else(|| self.now()), &organisation.time_zone))
    }
}
