//! Mails to be sent, and the links that some of them carry.

use ringwright_domain::Instant;
use ringwright_domain::ids::{MailId, UserId};

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, exec, one};
use crate::vault::{Sealed, Vault};

/// What a link by mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// To prove a mail address.
    Verify,
    /// To choose another password.
    Reset,
}

impl LinkKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }
}

impl Tx {
    /// Seals a mail and keeps it until it is sent.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn put_mail(
        &mut self,
        vault: &Vault,
        id: &MailId,
        nonce: [u8; 12],
        text: &str,
        now: Instant,
    ) -> Result<()> {
        let sealed = vault.seal_own(&place(id), nonce, text)?;
        exec!(
            self,
            "insert into mail (id, key_id, sealed, created_at) values ($1, $2, $3, $4)",
            id.as_str(),
            &sealed.key_id,
            &sealed.bytes,
            Stamp(now)
        );
        Ok(())
    }

    /// Opens a mail that is to be sent; nothing when it was sent already.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn mail(&mut self, vault: &Vault, id: &MailId) -> Result<Option<String>> {
        let row = one!(self, (String, Vec<u8>), "select key_id, sealed from mail where id = $1", id.as_str());
        row.map(|(key_id, bytes)| Ok(vault.open_own(&place(id), &Sealed { key_id, bytes })?)).transpose()
    }

    /// Drops a mail that was sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_mail(&mut self, id: &MailId) -> Result<()> {
        exec!(self, "delete from mail where id = $1", id.as_str());
        Ok(())
    }

    /// Keeps the SHA-256 of the token of a link; earlier links of the same kind no longer hold.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_link(
        &mut self,
        hash: &str,
        kind: LinkKind,
        user: &UserId,
        email: &str,
        expires_at: Instant,
    ) -> Result<()> {
        let sql = "delete from mail_token where user_id = $1 and kind = $2";
        exec!(self, sql, user.as_str(), kind.as_str());
        exec!(
            self,
            "insert into mail_token (hash, kind, user_id, email, expires_at) values ($1, $2, $3, $4, $5)",
            hash,
            kind.as_str(),
            user.as_str(),
            email,
            Stamp(expires_at)
        );
        Ok(())
    }

    /// Uses the token of a link, of many who try at once exactly one. Gives whose it is and the address that
    /// it was sent to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_link(
        &mut self,
        hash: &str,
        kind: LinkKind,
        now: Instant,
    ) -> Result<Option<(UserId, String)>> {
        let sql = "delete from mail_token where hash = $1 and kind = $2 and expires_at > $3 \
                   returning user_id, email";
        let row = one!(self, (String, String), sql, hash, kind.as_str(), Stamp(now));
        row.map(|(user, email)| Ok((user.parse()?, email))).transpose()
    }
}

fn place(id: &MailId) -> String {
    format!("mail/{id}")
}
