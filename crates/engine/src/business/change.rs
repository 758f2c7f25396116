//! Changing what an organisation is as a business.

use ringwright_domain::business::{Config, Fault, Hours, Profile, Progress, VoiceConfig, is_time_zone};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, OrgId};
use ringwright_store::{NewEvent, OrgTx};
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::subject;
use crate::{Engine, Error, FieldProblem, Result};

/// Who a business is, as somebody wrote it.
#[derive(Debug, Clone)]
pub struct ProfileForm {
    /// The organisation's name, 1 to 60 characters.
    pub name: String,
    /// Its IANA time zone.
    pub time_zone: String,
    /// The country that national phone numbers are taken to belong to (ISO 3166 alpha-2).
    pub region: String,
    /// The rest.
    pub profile: Profile,
}

impl Engine {
    /// Changes who the business is.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn change_profile(&self, org: &OrgId, by: &Actor, form: &ProfileForm) -> Result<()> {
        let mut problems = told(form.profile.faults());
        let name = crate::account::rules::name(&mut problems, &form.name);
        zone(&mut problems, &form.time_zone);
        let region = form.region.len() == 2 && form.region.bytes().all(|byte| byte.is_ascii_uppercase());
        if !region {
            let message = "a country is two letters such as US";
            problems.push(FieldProblem::new("region", "unknown", message));
        }
        sound(problems)?;
        let mut tx = self.org(org).begin().await?;
        let (was, profile) = (tx.organisation().await?, tx.business().await?.profile);
        tx.set_profile(&name, &form.time_zone, &form.region, &form.profile).await?;
        let picture = |name: &str, zone: &str, region: &str, profile: &Profile| json!({ "name": name, "timeZone": zone, "region": region, "profile": profile });
        let before = picture(&was.name, &was.time_zone, &was.default_region, &profile);
        let after = picture(&name, &form.time_zone, &form.region, &form.profile);
        self.business_changed(tx, by, "profile", (before, after)).await
    }

    /// Changes what the agents of the business may do.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn change_config(&self, org: &OrgId, by: &Actor, config: &Config) -> Result<()> {
        sound(told(config.faults()))?;
        let mut tx = self.org(org).begin().await?;
        let was = tx.business().await?.config;
        tx.set_config(config).await?;
        self.business_changed(tx, by, "config", values(&was, config)?).await
    }

    /// Changes how the agents of the business speak.
    ///
    /// # Errors
    /// When fields are wrong, or there is no such agent.
    pub async fn change_voice(&self, org: &OrgId, by: &Actor, voice: &VoiceConfig) -> Result<()> {
        let mut problems = told(voice.faults());
        let mut tx = self.org(org).begin().await?;
        let known = match voice.agent_id.parse::<AgentId>() {
            Ok(id) => tx.agent(&id).await?.is_some(),
            Err(_) => voice.agent_id.is_empty(),
        };
        if !known {
            problems.push(FieldProblem::new("agentId", "unknown", "choose one of the agents listed"));
        }
        sound(problems)?;
        let was = tx.business().await?.voice;
        tx.set_voice(voice).await?;
        self.business_changed(tx, by, "voice", values(&was, voice)?).await
    }

    /// Changes when the business is open.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn change_hours(&self, org: &OrgId, by: &Actor, time_zone: &str, hours: &Hours) -> Result<()> {
        let mut problems = told(hours.faults());
        zone(&mut problems, time_zone);
        sound(problems)?;
        let mut tx = self.org(org).begin().await?;
        let (was, kept) = (tx.organisation().await?.time_zone, tx.business().await?.hours);
        tx.set_hours(time_zone, hours).await?;
        let picture = |zone: &str, hours: &Hours| json!({ "timeZone": zone, "hours": hours });
        self.business_changed(tx, by, "hours", (picture(&was, &kept), picture(time_zone, hours))).await
    }

    /// Notes how far the setting-up is. When it is said to be complete, that is now, unless it was before.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn note_progress(&self, org: &OrgId, by: &Actor, progress: Progress) -> Result<Progress> {
        sound(told(progress.faults()))?;
        let mut tx = self.org(org).begin().await?;
        let was = tx.business().await?.progress;
        let completed_at = progress.completed_at.map(|_| was.completed_at.unwrap_or_else(|| self.now()));
        let progress = Progress { completed_at, ..progress };
        tx.set_progress(&progress).await?;
        self.business_changed(tx, by, "progress", values(&was, &progress)?).await?;
        Ok(progress)
    }

    pub(super) async fn business_changed(
        &self,
        mut tx: OrgTx,
        by: &Actor,
        part: &str,
        change: (Value, Value),
    ) -> Result<()> {
        let about = subject("organisation", tx.org(), part);
        self.record(&mut tx, by, "organisation.changed", about, change).await?;
        let data = json!({ "part": part, "by": by });
        tx.emit(NewEvent { kind: "organisation.changed", booking: None, call: None, data });
        Ok(tx.commit(self.now()).await?)
    }
}

/// What was and what is, as they are noted.
fn values<T: Serialize>(before: &T, after: &T) -> Result<(Value, Value)> {
    let value = |of: &T| serde_json::to_value(of).map_err(|error| Error::Broken(error.to_string()));
    Ok((value(before)?, value(after)?))
}

/// Refuses when fields are wrong.
pub(crate) fn sound(problems: Vec<FieldProblem>) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(Error::fields(problems)) }
}

fn zone(problems: &mut Vec<FieldProblem>, name: &str) {
    if !is_time_zone(name) {
        let message = "this is no time zone; choose one such as Europe/Stockholm";
        problems.push(FieldProblem::new("timeZone", "unknown", message));
    }
}

/// What the rules of the domain found, as it is answered.
pub(crate) fn told(faults: Vec<Fault>) -> Vec<FieldProblem> {
    faults.into_iter().map(|fault| FieldProblem::new(fault.field, fault.code, fault.message)).collect()
}
