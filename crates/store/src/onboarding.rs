//! Facts of a business's setting-up.

use crate::Result;
use crate::tx::{OrgTx, one};

impl OrgTx {
    /// Whether an agent's script was ever published.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_published(&mut self) -> Result<bool> {
        let sql = "select agent_id from agent_version where org_id = $1 order by agent_id, number limit 1";
        Ok(one!(self.tx, (String,), sql, self.org.as_str()).is_some())
    }

    /// Whether a call was ever held: a booking completed, or one of our own agents spoke.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_held_a_call(&mut self) -> Result<bool> {
        let sql = "select id from booking where org_id = $1 and state = 'completed' \
             order by created_at desc, id desc limit 1";
        if one!(self.tx, (String,), sql, self.org.as_str()).is_some() {
            return Ok(true);
        }
        let sql = "select id from live_call where org_id = $1 order by started_at desc, id desc limit 1";
        Ok(one!(self.tx, (String,), sql, self.org.as_str()).is_some())
    }

    /// Whether more than one person belongs to the organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_team(&mut self) -> Result<bool> {
        let sql = "select count(*) from (select user_id from membership where org_id = $1 \
             order by created_at, user_id limit 2) as few";
        Ok(one!(self.tx, (i64,), sql, self.org.as_str()).is_some_and(|(members,)| members > 1))
    }
}
