//! Counting visits of the public page.

use ringwright_domain::Day;
use ringwright_domain::ids::OrgId;

use crate::{Engine, Result};

/// How far a visit came before a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitStep {
    /// The page was opened.
    Visit,
    /// The form was begun.
    Form,
}

impl VisitStep {
    /// The name of its tally.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Form => "form",
        }
    }
}

impl Engine {
    /// Counts a visit, on the day that it is in the organisation's zone. Nothing is kept of who it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_visit(&self, org: &OrgId, time_zone: &str, step: VisitStep) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.count_one(Day::of(now, time_zone), step.name()).await?;
        Ok(tx.commit(now).await?)
    }
}
