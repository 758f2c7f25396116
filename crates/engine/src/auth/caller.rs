//! Who is asking, for which organisation, and what they may do.

use ringwright_domain::identity::{Actor, Role, Who};
use ringwright_domain::ids::{OrgId, SessionId};
use ringwright_domain::permission::of_role;
use ringwright_domain::{FailureCode, Instant, Permission};
use ringwright_store::{Organisation, SignedIn, User};

use super::access::Unproven;
use crate::{Engine, Error, Result};

/// How long a session is taken to have been seen just now.
const SEEN: std::time::Duration = std::time::Duration::from_secs(60);

/// Who is asking, for which organisation, and what they may do.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The person; none for a program with a key.
    pub user: Option<User>,
    /// The organisation.
    pub organisation: Organisation,
    /// What the person is there; none for a program with a key.
    pub role: Option<Role>,
    /// What they may do.
    pub permissions: Vec<Permission>,
    /// The session; none for a program with a key.
    pub session: Option<SessionId>,
    /// Until when they look into the organisation as somebody who looks after the installation, if they do.
    pub visit_until: Option<Instant>,
    /// Until when what they showed holds.
    pub expires_at: Option<Instant>,
}

impl Caller {
    /// The organisation.
    pub const fn org(&self) -> &OrgId {
        &self.organisation.id
    }

    /// Lets through who may do this.
    ///
    /// # Errors
    /// [`FailureCode::RoleForbids`] for who may not; [`FailureCode::OrganisationSuspended`] where nobody may,
    /// but for those who look after the installation.
    pub fn must(&self, needed: Permission) -> Result<()> {
        if !self.permissions.contains(&needed) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        if self.organisation.suspended_at.is_some() && !self.is_above() {
            let because = self.organisation.suspended_because.trim_end_matches('.');
            let detail = format!("This organisation is suspended. The reason given: {because}.");
            return Err(Error::refused_because(FailureCode::OrganisationSuspended, detail));
        }
        Ok(())
    }

    /// Whether they look after the whole installation.
    fn is_above(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.platform_admin)
    }

    /// The person behind it.
    ///
    /// # Errors
    /// [`FailureCode::NotThroughKey`] for a program with a key.
    pub fn person(&self) -> Result<(&User, &SessionId)> {
        let person = self.user.as_ref().zip(self.session.as_ref());
        person.ok_or(Error::refused(FailureCode::NotThroughKey))
    }
}

/// Until when a session looks into an organisation as a visit, if it does at `now`.
fn visit(signed_in: &SignedIn, org: &OrgId, now: Instant) -> Option<Instant> {
    let holds = |until: &Instant| *until > now && signed_in.user.platform_admin && signed_in.org == *org;
    signed_in.visit_until.filter(holds).filter(|_| signed_in.role.is_none())
}

/// What a person of a role may do, and with the installation.
pub(super) fn permissions(role: Role, user: &User) -> Vec<Permission> {
    let mut all = of_role(role);
    all.extend(user.platform_admin.then_some(Permission::PlatformAdmin));
    all
}

impl Engine {
    /// Whether what somebody showed a while ago would still let them in; for streams, which outlive a request.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn still_holds(&self, caller: &Caller) -> Result<bool> {
        let mut tx = self.store().read().await?;
        if let Who::Key(key) = &caller.actor.who {
            return Ok(tx.api_key(key, self.now()).await?.is_some());
        }
        let Some(session) = &caller.session else { return Ok(false) };
        let now = self.now();
        let Some(signed_in) = tx.session(session, caller.org(), now).await? else { return Ok(false) };
        let visit = visit(&signed_in, caller.org(), now).map(|_| Role::Viewer);
        let may = signed_in.role.or(visit) == caller.role;
        let closed = tx.organisation_of(caller.org()).await?.suspended_at.is_some();
        Ok(may && (!closed || signed_in.user.platform_admin))
    }

    /// Who shows this access token, from which address.
    ///
    /// # Errors
    /// [`FailureCode::NotSignedIn`] when the token is not ours, has run out, or its session is over;
    /// [`FailureCode::RoleForbids`] when the person no longer belongs to the organisation.
    pub async fn caller(&self, token: &str, address: Option<String>) -> Result<Caller> {
        let nobody = || Error::refused(FailureCode::NotSignedIn);
        if token.starts_with(crate::keys::PREFIX) {
            return self.caller_by_key(token, address).await;
        }
        let now = self.now();
        let unproven = Unproven::read(token).ok_or_else(nobody)?;
        let key = self.key_of(&unproven.kid).await?.ok_or_else(nobody)?;
        let claims = unproven.prove(&key, now).ok_or_else(nobody)?;
        let mut tx = self.store().read().await?;
        let signed_in = tx.session(&claims.sid, &claims.org, now).await?.ok_or_else(nobody)?;
        if signed_in.user.id != claims.sub {
            return Err(nobody());
        }
        let visit_until = visit(&signed_in, &claims.org, now);
        let Some(role) = signed_in.role.or(visit_until.map(|_| Role::Viewer)) else {
            // A visit that is over goes on at home, by the refresh token.
            let over = signed_in.visit_until.is_some() && signed_in.org == claims.org;
            return Err(if over { nobody() } else { Error::refused(FailureCode::RoleForbids) });
        };
        let organisation = tx.organisation_of(&claims.org).await?;
        drop(tx);
        if now.since(signed_in.last_seen_at) >= SEEN {
            let mut tx = self.store().begin().await?;
            tx.touch_session(&signed_in.session, now).await?;
            tx.commit().await?;
        }
        let user = signed_in.user;
        Ok(Caller {
            actor: Actor { address, ..Actor::user(&user.id, &user.name) },
            permissions: permissions(role, &user),
            user: Some(user),
            organisation,
            role: Some(role),
            session: Some(signed_in.session),
            visit_until,
            expires_at: Some(Instant::from_seconds(claims.exp)),
        })
    }
}
