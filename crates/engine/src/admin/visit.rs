//! Looking into an organisation that is not one's own: as a viewer, for an hour, on record there.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_store::Tx;
use serde_json::{Value, json};

use super::{find, reason};
use crate::audit::subject;
use crate::auth::Caller;
use crate::{Engine, Result};

/// How long a visit holds.
pub const VISIT_HOLDS: Duration = Duration::from_secs(3_600);

impl Engine {
    /// Enters an organisation with the session of whoever looks after the installation: as what they are there, or
    /// else as a viewer for an hour. Gives the access token to go on with.
    ///
    /// # Errors
    /// [`OrganisationNotFound`](ringwright_domain::FailureCode::OrganisationNotFound), or when the reason is none.
    pub async fn enter_organisation(&self, by: &Caller, org: &OrgId, because: &str) -> Result<String> {
        let (user, session) = by.person()?;
        let because = reason(because)?;
        let now = self.now();
        let key = self.signing_key().await?;
        let mut tx = self.store().begin().await?;
        let entered = find(&mut tx, org).await?;
        self.note_leaving(&mut tx, by).await?;
        let role = tx.role_of(org, &user.id).await?;
        let until = role.is_none().then(|| now.plus(VISIT_HOLDS));
        tx.choose_org(session, org, until).await?;
        let role = role.unwrap_or(Role::Viewer);
        let change = (Value::Null, json!({ "reason": because, "role": role, "until": until }));
        let about = subject("organisation", org, &entered.name);
        self.audit(&mut tx, org, &by.actor, "organisation.entered", about, change).await?;
        tx.commit().await?;
        self.access(&key, (&user.id, session), (org, role, until), now)
    }

    /// Ends a visit, and goes on at home. Gives the access token to go on with.
    ///
    /// # Errors
    /// [`NoOrganisation`](ringwright_domain::FailureCode::NoOrganisation) for somebody who has no home.
    pub async fn leave_visit(&self, by: &Caller) -> Result<String> {
        let (user, session) = by.person()?;
        let (now, key) = (self.now(), self.signing_key().await?);
        let mut tx = self.store().begin().await?;
        let (home, role) = self.entrance(&mut tx, user).await?;
        self.note_leaving(&mut tx, by).await?;
        tx.choose_org(session, &home, None).await?;
        tx.commit().await?;
        self.access(&key, (&user.id, session), (&home, role, None), now)
    }

    async fn note_leaving(&self, tx: &mut Tx, by: &Caller) -> Result<()> {
        let Some(until) = by.visit_until else { return Ok(()) };
        let about = subject("organisation", by.org(), &by.organisation.name);
        let change = (json!({ "until": Some(until) }), json!({ "until": None::<Instant> }));
        self.audit(tx, by.org(), &by.actor, "organisation.left", about, change).await
    }
}
