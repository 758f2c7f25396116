//! Sessions: opening, going on, choosing an organisation, ending.

use std::time::Duration;

use ringwright_domain::identity::{Actor, Role};
use ringwright_domain::ids::{OrgId, SessionId, UserId};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Belonging, NewSession, OpenSession, Refreshed, Tx, User};

use super::access::{ACCESS_HOLDS, Claims};
use super::signing::SigningKey;
use super::{Caller, fingerprint, new_token};
use crate::audit::subject;
use crate::{Engine, Error, Result};

/// How long a session holds without being used.
pub const REFRESH_HOLDS: Duration = Duration::from_secs(30 * 24 * 3_600);
/// The most sessions of a person.
const MOST: u32 = 100;

/// What somebody signs in on.
#[derive(Clone, Default)]
pub struct Device {
    /// As people would name it, such as `Firefox on Linux`.
    pub name: String,
    /// The address that it asks from.
    pub address: String,
    /// What it keeps from an earlier sign-in, by which it is known.
    pub token: Option<String>,
}

/// A session that was opened or goes on.
pub struct Opened {
    /// The access token.
    pub access: String,
    /// Until when it holds.
    pub access_until: Instant,
    /// The refresh token; only its hash is kept.
    pub refresh: String,
    /// What the device is to keep, by which it is known; none when it keeps it already.
    pub device: Option<String>,
}

impl Engine {
    /// The organisation that a person enters: the one they left last, as long as they belong to it.
    pub(crate) async fn entrance(&self, tx: &mut Tx, user: &User) -> Result<(OrgId, Role)> {
        let belongings = tx.belongings(&user.id).await?;
        entrance_of(belongings, user).ok_or(Error::refused(FailureCode::NoOrganisation))
    }

    /// The access token of a person's session in an organisation, as what they are there; a visit's holds no longer
    /// than the visit.
    pub(crate) fn access(
        &self,
        key: &SigningKey,
        (user, session): (&UserId, &SessionId),
        (org, role, visit_until): (&OrgId, Role, Option<Instant>),
        now: Instant,
    ) -> Result<String> {
        let claims = Claims::new(user, session, org, role, now);
        let exp = visit_until.map_or(claims.exp, |until| claims.exp.min(until.seconds()));
        Claims { exp, ..claims }.sign(key)
    }

    /// Opens a session of a person who has proved who they are. Of very many, the one used longest ago ends.
    pub(super) async fn open_session(
        &self,
        tx: &mut Tx,
        user: &User,
        device: &Device,
        key: &SigningKey,
    ) -> Result<Opened> {
        let (org, role) = self.entrance(tx, user).await?;
        let now = self.now();
        let new = NewSession {
            id: SessionId::new(now, self.chance()),
            user: user.id.clone(),
            org: org.clone(),
            device: device.name.clone(),
            address: device.address.clone(),
            expires_at: now.plus(REFRESH_HOLDS),
        };
        let refresh = new_token(self.chance());
        tx.open_session(&new, &fingerprint(&refresh), now).await?;
        tx.end_oldest_sessions(&user.id, MOST).await?;
        let access = self.access(key, (&user.id, &new.id), (&org, role, None), now)?;
        Ok(Opened { access, access_until: now.plus(ACCESS_HOLDS), refresh, device: None })
    }

    /// Goes on with a session by its refresh token, which is used up by it.
    ///
    /// # Errors
    /// [`FailureCode::NotSignedIn`] when the token is unknown, its session is over, or the token was used
    /// before: then the session is ended, since somebody else has it.
    pub async fn refresh_session(&self, token: &str) -> Result<Opened> {
        let nobody = || Error::refused(FailureCode::NotSignedIn);
        let key = self.signing_key().await?;
        let (now, refresh) = (self.now(), new_token(self.chance()));
        let mut tx = self.store().begin().await?;
        let next = fingerprint(&refresh);
        let refreshed = tx.refresh_session(&fingerprint(token), &next, now, now.plus(REFRESH_HOLDS)).await?;
        let (session, user, org, visit_until) = match refreshed {
            Refreshed::Good { session, user, org, visit_until } => (session, user, org, visit_until),
            Refreshed::Reused { session, user, org } => {
                tx.end_any_session(&session).await?;
                let name = tx.user(&user).await?.map(|user| user.name).unwrap_or_default();
                let (by, about) = (Actor::system(), subject("user", &user, &name));
                self.audit(&mut tx, &org, &by, "session.token_reused", about, Default::default()).await?;
                tx.commit().await?;
                tracing::warn!(%session, "a used refresh token came again; its session was ended");
                return Err(nobody());
            }
            Refreshed::Unknown => return Err(nobody()),
        };
        let role = tx.role_of(&org, &user).await?;
        let person = tx.user(&user).await?.ok_or_else(nobody)?;
        let visit_until = visit_until.filter(|until| *until > now && person.platform_admin && role.is_none());
        let (org, role) = match role.or(visit_until.map(|_| Role::Viewer)) {
            Some(role) => (org, role),
            // They no longer belong to it, or their visit is over: on with another.
            None => {
                let (org, role) = entrance_of(tx.belongings(&user).await?, &person).ok_or_else(nobody)?;
                tx.choose_org(&session, &org, None).await?;
                (org, role)
            }
        };
        tx.commit().await?;
        let access = self.access(&key, (&user, &session), (&org, role, visit_until), now)?;
        Ok(Opened { access, access_until: now.plus(ACCESS_HOLDS), refresh, device: None })
    }

    /// Ends the session of a refresh token, used or not. One that nobody knows is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_by_refresh(&self, token: &str) -> Result<()> {
        let mut tx = self.store().begin().await?;
        if let Some(session) = tx.session_of_token(&fingerprint(token)).await? {
            tx.end_any_session(&session).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    /// [`FailureCode::SessionNotFound`] when it is not theirs or is over.
    pub async fn end_session(&self, user: &UserId, session: &SessionId) -> Result<()> {
        let mut tx = self.store().begin().await?;
        if !tx.end_session(user, session).await? {
            return Err(Error::refused(FailureCode::SessionNotFound));
        }
        Ok(tx.commit().await?)
    }

    /// Ends all sessions of a person but one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(&self, user: &UserId, but: &SessionId) -> Result<u64> {
        let mut tx = self.store().begin().await?;
        let ended = tx.end_sessions(user, Some(but)).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// The sessions of a person, the one used last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, user: &UserId) -> Result<Vec<OpenSession>> {
        Ok(self.store().read().await?.sessions_of(user, self.now()).await?)
    }

    /// The organisations that a person belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn belongings(&self, user: &UserId) -> Result<Vec<Belonging>> {
        Ok(self.store().read().await?.belongings(user).await?)
    }

    /// Chooses another organisation for a session. Gives the access token to go on with.
    ///
    /// # Errors
    /// [`FailureCode::OrganisationNotFound`] for one that the person does not belong to.
    pub async fn switch(&self, caller: &Caller, org: &OrgId) -> Result<(String, Instant)> {
        let (user, session) = caller.person()?;
        let mut tx = self.store().begin().await?;
        let role = tx.role_of(org, &user.id).await?;
        let role = role.ok_or(Error::refused(FailureCode::OrganisationNotFound))?;
        tx.choose_org(session, org, None).await?;
        tx.set_home(&user.id, org).await?;
        tx.commit().await?;
        self.access_to(&user.id, session, org, role).await
    }

    /// An access token of a session for the organisation that it has chosen.
    pub(crate) async fn access_to(
        &self,
        user: &UserId,
        session: &SessionId,
        org: &OrgId,
        role: Role,
    ) -> Result<(String, Instant)> {
        let (key, now) = (self.signing_key().await?, self.now());
        Ok((self.access(&key, (user, session), (org, role, None), now)?, now.plus(ACCESS_HOLDS)))
    }
}

/// Of these, the organisation that a person enters.
fn entrance_of(belongings: Vec<Belonging>, user: &User) -> Option<(OrgId, Role)> {
    let at = belongings.iter().position(|belonging| belonging.id == user.home).unwrap_or(0);
    belongings.into_iter().nth(at).map(|entrance| (entrance.id, entrance.role))
}
