//! Guesses at sign-in, counted before they are judged, so that many at once are not let through together.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::identity::{FORGOTTEN, Guard};
use ringwright_domain::ids::UserId;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, exec, for_update, one};

impl Tx {
    /// Counts a guess at each of `guarded` (its kind, and what stands for it). When one of them has to wait,
    /// nothing is counted and the longest wait is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_guess(
        &mut self,
        guarded: &[(Guard, String)],
        now: Instant,
    ) -> Result<Option<Duration>> {
        let mut longest = None;
        let mut counts = Vec::new();
        for (_, key) in guarded {
            let sql = for_update!(
                self,
                "select failures, last_at, blocked_until from failed_sign_in where guarded = $1"
            );
            let row = one!(self, (i64, Stamp, Stamp), sql, key.as_str());
            let known = row.filter(|(_, last_at, _)| now.since(last_at.0) < FORGOTTEN);
            if let Some((_, _, until)) = &known
                && until.0 > now
            {
                longest = longest.max(Some(until.0.since(now)));
            }
            counts.push(known.map_or(0, |(failures, _, _)| failures) + 1);
        }
        if longest.is_some() {
            return Ok(longest);
        }
        for ((guard, key), count) in guarded.iter().zip(counts) {
            let wait = guard.wait_after(u32::try_from(count).unwrap_or(u32::MAX));
            exec!(
                self,
                "insert into failed_sign_in (guarded, failures, last_at, blocked_until) values ($1, $2, $3, $4) \
                 on conflict (guarded) do update set failures = excluded.failures, last_at = excluded.last_at, \
                 blocked_until = excluded.blocked_until",
                key.as_str(),
                count,
                Stamp(now),
                Stamp(now.plus(wait)),
            );
        }
        Ok(None)
    }

    /// How many guesses at something count still.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn guesses_at(&mut self, key: &str, now: Instant) -> Result<i64> {
        let since = Stamp(now.minus(FORGOTTEN));
        let sql = "select failures from failed_sign_in where guarded = $1 and last_at > $2";
        Ok(one!(self, (i64,), sql, key, since).map_or(0, |(failures,)| failures))
    }

    /// Takes a guess back that was none after all: for a client, which may guess at others as well.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forgive_guess(&mut self, key: &str, now: Instant) -> Result<()> {
        let sql = "update failed_sign_in set failures = failures - 1, blocked_until = $1 \
                   where guarded = $2 and failures > 0";
        exec!(self, sql, Stamp(now), key);
        Ok(())
    }

    /// Forgets all guesses at something.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_guesses(&mut self, key: &str) -> Result<()> {
        exec!(self, "delete from failed_sign_in where guarded = $1", key);
        Ok(())
    }

    /// Whether somebody has signed in on a device before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows_device(&mut self, hash: &str, user: &UserId) -> Result<bool> {
        let sql = "select user_id from known_device where hash = $1";
        Ok(one!(self, (String,), sql, hash).is_some_and(|(known,)| known == user.as_str()))
    }

    /// Notes that somebody has signed in on a device.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn know_device(&mut self, hash: &str, user: &UserId, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into known_device (hash, user_id, seen_at) values ($1, $2, $3) \
             on conflict (hash) do update set user_id = excluded.user_id, seen_at = excluded.seen_at",
            hash,
            user.as_str(),
            Stamp(now)
        );
        Ok(())
    }

    /// Forgets the devices of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_devices(&mut self, user: &UserId) -> Result<()> {
        exec!(self, "delete from known_device where user_id = $1", user.as_str());
        Ok(())
    }

    /// Drops guesses of before `before`, devices not seen since `unseen`, and links by mail that have run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_sign_in(&mut self, before: Instant, unseen: Instant, now: Instant) -> Result<()> {
        exec!(self, "delete from failed_sign_in where last_at < $1", Stamp(before));
        exec!(self, "delete from known_device where seen_at < $1", Stamp(unseen));
        exec!(self, "delete from mail_token where expires_at <= $1", Stamp(now));
        Ok(())
    }
}
