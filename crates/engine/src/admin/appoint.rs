//! Who may look after the installation. Only a command at the console says so: nobody can be made to by a page.

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::AuditId;
use ringwright_domain::{Chance, Instant};
use ringwright_store::{NewAudit, Store, User};
use serde_json::json;

use crate::Result;
use crate::audit::subject;

/// What became of it.
#[derive(Debug, Clone)]
pub enum Appointment {
    /// It is so from now on.
    Done(User),
    /// It was so already.
    Already(User),
    /// They did not prove that the mail address is theirs; somebody else may have entered it.
    Unproven(User),
    /// There is nobody with this mail address.
    Unknown,
}

/// Makes somebody look after the installation, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn appoint(
    store: &Store,
    email: &str,
    admin: bool,
    chance: &dyn Chance,
    now: Instant,
) -> Result<Appointment> {
    let mut tx = store.begin().await?;
    let Some(user) = tx.user_by_email(&email.trim().to_lowercase()).await? else {
        return Ok(Appointment::Unknown);
    };
    if user.platform_admin == admin {
        return Ok(Appointment::Already(user));
    }
    if admin && user.email_verified_at.is_none() {
        return Ok(Appointment::Unproven(user));
    }
    tx.set_platform_admin(&user.id, admin).await?;
    let entry = NewAudit {
        id: AuditId::new(now, chance),
        actor: &Actor::system(),
        action: if admin { "user.made_administrator" } else { "user.unmade_administrator" },
        subject: subject("user", &user.id, &user.name),
        before: json!({ "platformAdmin": !admin }),
        after: json!({ "platformAdmin": admin }),
    };
    tx.audit(&user.home, entry, now).await?;
    tx.commit().await?;
    Ok(Appointment::Done(user))
}
