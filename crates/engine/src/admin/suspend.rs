//! Suspending an organisation: nobody works in it, nothing is booked and nobody is called, until it is resumed.
//! Calls that are under way finish; what waits keeps its place.

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_store::{NewEvent, Organisation, Tx};
use serde_json::{Value, json};

use super::{find, reason};
use crate::audit::subject;
use crate::auth::Caller;
use crate::{Engine, Result, mail};

impl Engine {
    /// Suspends an organisation, and tells its owners why. One that is suspended stays so, for the new reason.
    ///
    /// # Errors
    /// [`OrganisationNotFound`](ringwright_domain::FailureCode::OrganisationNotFound), or when the reason is none.
    pub async fn suspend_organisation(&self, by: &Caller, org: &OrgId, because: &str) -> Result<()> {
        let because = reason(because)?;
        let mut tx = self.store().begin().await?;
        let was = find(&mut tx, org).await?;
        let since = was.suspended_at.unwrap_or_else(|| self.now());
        let words = |to: &str, name: &str| mail::suspended(to, name, &was.name, because);
        self.tell_owners(&mut tx, org, words).await?;
        self.set_suspension(tx, by, &was, Some(since), because).await
    }

    /// Lets an organisation work again, and tells its owners. One that is not suspended stays as it is.
    ///
    /// # Errors
    /// As [`Engine::suspend_organisation`].
    pub async fn resume_organisation(&self, by: &Caller, org: &OrgId, because: &str) -> Result<()> {
        let because = reason(because)?;
        let mut tx = self.store().begin().await?;
        let was = find(&mut tx, org).await?;
        if was.suspended_at.is_none() {
            return Ok(());
        }
        let link = self.public_url("/console");
        let words = |to: &str, name: &str| mail::resumed(to, name, &was.name, link.clone());
        self.tell_owners(&mut tx, org, words).await?;
        self.set_suspension(tx, by, &was, None, because).await
    }

    async fn set_suspension(
        &self,
        mut tx: Tx,
        by: &Caller,
        was: &Organisation,
        since: Option<Instant>,
        because: &str,
    ) -> Result<()> {
        let now = self.now();
        let told = |at: Option<Instant>, why: Value| json!({ "suspendedAt": at, "reason": why });
        let before = match was.suspended_at {
            Some(at) => told(Some(at), was.suspended_because.clone().into()),
            None => told(None, Value::Null),
        };
        let (action, kind) = match since {
            Some(_) => ("organisation.suspended", "organisation.suspended"),
            None => ("organisation.resumed", "organisation.resumed"),
        };
        let about = subject("organisation", &was.id, &was.name);
        self.audit(&mut tx, &was.id, &by.actor, action, about, (before, told(since, because.into()))).await?;
        let mut tx = tx.for_org(&was.id).await?;
        // A pass of the dispatcher is over before this, or sees it.
        tx.lock_dispatch().await?;
        tx.set_suspension(since, if since.is_some() { because } else { "" }).await?;
        tx.emit(NewEvent { kind, booking: None, call: None, data: json!({ "by": by.actor }) });
        if since.is_none() {
            tx.system().wake_dispatch();
        }
        Ok(tx.commit(now).await?)
    }

    async fn tell_owners(
        &self,
        tx: &mut Tx,
        org: &OrgId,
        words: impl Fn(&str, &str) -> mail::Words,
    ) -> Result<()> {
        let members = tx.members(org).await?;
        for owner in members.iter().filter(|one| one.role == Role::Owner && one.email_verified) {
            self.post(tx, &words(&owner.email, &owner.name)).await?;
        }
        Ok(())
    }
}
