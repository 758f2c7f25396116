//! Sending a mail: kept with the change that causes it, sent by a job.

use ringwright_domain::ids::{JobId, MailId};
use ringwright_store::{Job, NewJob, Tx};
use ringwright_vendors::Letter;

use super::Words;
use crate::jobs::{Done, Work};
use crate::system::random_bytes;
use crate::{Engine, Error, Result};

impl Engine {
    /// Keeps a mail, sealed, and the job that sends it.
    pub(crate) async fn post(&self, tx: &mut Tx, words: &Words) -> Result<()> {
        let now = self.now();
        let id = MailId::new(now, self.chance());
        let text =
            serde_json::to_string(words).map_err(|error| Error::Broken(format!("no mail: {error}")))?;
        tx.put_mail(self.desk().vault(), &id, random_bytes(self.chance()), &text, now).await?;
        let work = Work::SendMail { mail: id };
        let job = NewJob {
            id: JobId::new(now, self.chance()),
            org: None,
            kind: work.kind(),
            dedupe_key: work.dedupe_key(),
            payload: work.payload(),
            priority: work.priority(),
            run_at: now,
            claimed_by: None,
        };
        tx.enqueue(&job, now).await?;
        Ok(())
    }

    /// Sends a mail that was kept. The vendor gets its id with it, so that a repeated one arrives once.
    pub(crate) async fn send_mail(&self, job: &Job, id: &MailId) -> Result<Done> {
        let kept = self.store().read().await?.mail(self.desk().vault(), id).await?;
        let Some(text) = kept else { return Ok(Done::Finished) };
        let words: Words =
            serde_json::from_str(&text).map_err(|error| Error::Broken(format!("{id}: {error}")))?;
        let letter = Letter {
            id: id.to_string(),
            text: words.text(),
            html: words.html(),
            to: words.to,
            subject: words.subject,
        };
        self.desk().mail()?.send(&letter).await.map_err(Error::Mail)?;
        let mut tx = self.store().begin().await?;
        tx.delete_mail(id).await?;
        tx.finish(&job.id, self.node()).await?;
        tx.commit().await?;
        Ok(Done::AlreadyFinished)
    }
}
