//! Organisations in a list, and the installation in figures.

use std::time::Duration;

use ringwright_domain::FailureCode;
use ringwright_domain::ids::OrgId;
use ringwright_store::{
    FoundOrganisations, InstallationFigures, JobCounts, ListedOrganisation, OrganisationPage,
};

use crate::{Engine, Error, Result};

/// What the figures of organisations are about.
const LATELY: Duration = Duration::from_secs(30 * 24 * 3_600);

impl Engine {
    /// Organisations, newest first, with what happened in the last 30 days.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_organisations(&self, page: &OrganisationPage<'_>) -> Result<FoundOrganisations> {
        Ok(self.store().read().await?.list_organisations(page, self.now().minus(LATELY)).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`FailureCode::OrganisationNotFound`].
    pub async fn listed_organisation(&self, org: &OrgId) -> Result<ListedOrganisation> {
        let found = self.store().read().await?.listed_organisation(org, self.now().minus(LATELY)).await?;
        found.ok_or(Error::refused(FailureCode::OrganisationNotFound))
    }

    /// The installation in figures, and its durable work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn installation(&self) -> Result<(InstallationFigures, JobCounts)> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        Ok((tx.installation_figures(now.minus(LATELY)).await?, tx.job_counts(now).await?))
    }
}
