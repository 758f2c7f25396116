//! Jobs, as an operator looks after them: trying again what was given up, or letting it be.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{JobId, OrgId};
use ringwright_store::{JobView, NewEvent, OrgTx, Subject};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::jobs::Work;
use crate::{Engine, Error, Result};

impl Engine {
    /// Lets a job that was given up be tried again at once; one that waits comes to its turn at once.
    ///
    /// # Errors
    /// When there is no such job, or somebody works on it.
    pub async fn retry_job(&self, org: &OrgId, id: &JobId, by: &Actor) -> Result<JobView> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let job = existing(&mut tx, id).await?;
        let key = Work::read(&job.kind, &job.payload).and_then(|work| work.dedupe_key());
        if !tx.revive_job(id, key.as_deref(), now).await? {
            return Err(Error::refused(FailureCode::JobRunning));
        }
        let revived = existing(&mut tx, id).await?;
        self.record(&mut tx, by, "job.retried", about(&job), (state(&job), state(&revived))).await?;
        tx.emit(event("job.retried", &job, by));
        tx.commit(now).await?;
        Ok(revived)
    }

    /// Lets a job that was given up be.
    ///
    /// # Errors
    /// When there is no such job, or it was not given up.
    pub async fn delete_job(&self, org: &OrgId, id: &JobId, by: &Actor) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let job = existing(&mut tx, id).await?;
        if !tx.delete_dead_job(id).await? {
            return Err(Error::refused(FailureCode::JobNotDead));
        }
        self.record(&mut tx, by, "job.deleted", about(&job), (state(&job), Value::Null)).await?;
        tx.emit(event("job.deleted", &job, by));
        Ok(tx.commit(now).await?)
    }
}

/// A job as the audit trail names it.
fn about(job: &JobView) -> Subject {
    subject("job", &job.id, &job.kind)
}

/// What the audit trail tells of a job.
fn state(job: &JobView) -> Value {
    json!({ "tries": job.tries, "runAt": job.run_at, "deadAt": job.dead_at })
}

async fn existing(tx: &mut OrgTx, id: &JobId) -> Result<JobView> {
    tx.job(id).await?.ok_or(Error::refused(FailureCode::JobNotFound))
}

/// Something that an operator did with a job.
fn event(kind: &'static str, job: &JobView, by: &Actor) -> NewEvent {
    let data = json!({ "job": job.id, "kind": job.kind, "about": job.payload, "by": by });
    NewEvent { kind, booking: None, call: None, data }
}
