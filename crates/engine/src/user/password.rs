//! Another password, by somebody who knows the one they have.

use crate::audit::subject;
use crate::auth::{Caller, Device, good_enough, hash_off_thread};
use crate::{Engine, Error, Result, mail};

impl Engine {
    /// Gives somebody another password. Their other sessions end, and a mail says so.
    ///
    /// # Errors
    /// What signing in answers about the old one; or the new one is not good enough.
    pub async fn change_password(
        &self,
        by: &Caller,
        (old, new): (String, String),
        code: Option<&str>,
        device: &Device,
    ) -> Result<()> {
        let (user, session) = by.person()?;
        good_enough(&new, &[&user.name, &user.email]).map_err(|wrong| Error::fields(vec![wrong]))?;
        self.prove(user, old, code, device).await?;
        let hash = hash_off_thread(new, self.chance()).await?;
        let mut tx = self.store().begin().await?;
        tx.set_password(&user.id, &hash).await?;
        tx.end_sessions(&user.id, Some(session)).await?;
        let about = subject("user", &user.id, &user.name);
        self.audit(&mut tx, by.org(), &by.actor, "user.password_changed", about, Default::default()).await?;
        let words = mail::password_changed(&user.email, &user.name, self.public_url("/forgot"));
        self.post(&mut tx, &words).await?;
        Ok(tx.commit().await?)
    }
}
