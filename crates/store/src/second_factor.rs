//! The second factor: codes of an authenticator, and recovery codes.

use ringwright_domain::Instant;
use ringwright_domain::ids::UserId;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, exec, one};

impl Tx {
    /// The newest time step of which a person used a code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn totp_step(&mut self, user: &UserId) -> Result<i64> {
        let row = one!(self, (i64,), "select totp_step from app_user where id = $1", user.as_str());
        Ok(row.map_or(i64::MAX, |(step,)| step))
    }

    /// Uses the code of a time step. Says whether it was not used before; of many who try at once, one may.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_totp_step(&mut self, user: &UserId, step: i64) -> Result<bool> {
        let sql = "update app_user set totp_step = $1 where id = $2 and totp_step < $1";
        Ok(exec!(self, sql, step, user.as_str()) > 0)
    }

    /// Asks for codes from now on, or no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_totp(&mut self, user: &UserId, since: Option<Instant>) -> Result<()> {
        let sql = "update app_user set totp_since = $1 where id = $2";
        exec!(self, sql, since.map(Stamp), user.as_str());
        Ok(())
    }

    /// Keeps the SHA-256 of recovery codes instead of those from before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_recovery_codes(&mut self, user: &UserId, hashes: &[String]) -> Result<()> {
        exec!(self, "delete from recovery_code where user_id = $1", user.as_str());
        for hash in hashes {
            let sql = "insert into recovery_code (user_id, hash) values ($1, $2)";
            exec!(self, sql, user.as_str(), hash.as_str());
        }
        Ok(())
    }

    /// Uses a recovery code. Says whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_recovery_code(&mut self, user: &UserId, hash: &str) -> Result<bool> {
        let sql = "delete from recovery_code where user_id = $1 and hash = $2";
        Ok(exec!(self, sql, user.as_str(), hash) > 0)
    }
}
