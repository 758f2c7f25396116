//! Wake-ups between nodes that share a PostgreSQL: `listen`/`notify`, outside of transactions (a
//! notify inside one takes a lock at commit that all writers share).

use std::time::Duration;

use ringwright_domain::ids::NodeId;
use sqlx::postgres::PgListener;

use crate::open::Db;
use crate::{Result, Store};

const CHANNEL: &str = "ringwright";

impl Store {
    /// Tells other nodes of our commits, and hears of theirs. Runs until dropped; on SQLite there is
    /// nobody to talk to.
    pub async fn relay(&self, node: &NodeId) {
        let Db::Pg(_) = self.db() else { return std::future::pending().await };
        loop {
            if let Err(error) = tokio::try_join!(self.tell(node), self.hear(node)) {
                tracing::warn!(%error, "wake-ups between nodes are interrupted; trying again in a second");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            // Whatever was missed meanwhile.
            self.signals().fire_all();
        }
    }

    async fn tell(&self, node: &NodeId) -> Result<()> {
        let Db::Pg(pool) = self.db() else { return Ok(()) };
        loop {
            self.signals().remote().await;
            sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(node.as_str()).execute(pool).await?;
        }
    }

    async fn hear(&self, node: &NodeId) -> Result<()> {
        let Db::Pg(pool) = self.db() else { return Ok(()) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // `None`: the connection was lost and is back; whatever was told meanwhile was missed.
            let notification = listener.try_recv().await?;
            if notification.is_none_or(|notification| notification.payload() != node.as_str()) {
                self.signals().fire_all();
            }
        }
    }
}
