//! Changing what an organisation is as a business.

use ringwright_domain::business::{Config, Fault, Hours, Profile, Progress, VoiceConfig, is_time_zone};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, OrgId};
use ringwright_store::{Business, NewEvent, OrgTx, Organisation};
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::subject;
use crate::seen::Seen;
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
    /// Changes who the business is, and with it its time zone.
    ///
    /// # Errors
    /// When fields are wrong, every such field being told; or it is not what was seen.
    pub async fn change_profile(
        &self,
        org: &OrgId,
        by: &Actor,
        seen: &Seen,
        form: &ProfileForm,
    ) -> Result<()> {
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
        let (organisation, business) = held(&mut tx).await?;
        let before = who_it_is(&organisation, &business);
        seen.must_be(&before)?;
        tx.set_profile(&name, &form.time_zone, &form.region, &form.profile).await?;
        let after = who(&name, &form.time_zone, &form.region, &form.profile);
        self.business_changed(tx, by, "profile", (before, after)).await
    }

    /// Changes what the agents of the business may do.
    ///
    /// # Errors
    /// When fields are wrong, every such field being told; or it is not what was seen.
    pub async fn change_config(&self, org: &OrgId, by: &Actor, seen: &Seen, config: &Config) -> Result<()> {
        sound(told(config.faults()))?;
        let mut tx = self.org(org).begin().await?;
        let was = held(&mut tx).await?.1.config;
        seen.must_be(&was)?;
        tx.set_config(config).await?;
        self.business_changed(tx, by, "config", values(&was, config)?).await
    }

    /// Changes how the agents of the business speak.
    ///
    /// # Errors
    /// When fields are wrong, or there is no such agent; or it is not what was seen.
    pub async fn change_voice(
        &self,
        org: &OrgId,
        by: &Actor,
        seen: &Seen,
        voice: &VoiceConfig,
    ) -> Result<()> {
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
        let was = held(&mut tx).await?.1.voice;
        seen.must_be(&was)?;
        tx.set_voice(voice).await?;
        self.business_changed(tx, by, "voice", values(&was, voice)?).await
    }

    /// Changes when the business is open, in its time zone. That one is changed with who the business is; whoever
    /// names one here must mean the same.
    ///
    /// # Errors
    /// When fields are wrong, every such field being told; or it is not what was seen.
    pub async fn change_hours(
        &self,
        org: &OrgId,
        by: &Actor,
        seen: &Seen,
        time_zone: Option<&str>,
        hours: &Hours,
    ) -> Result<()> {
        let mut problems = told(hours.faults());
        let mut tx = self.org(org).begin().await?;
        let (organisation, business) = held(&mut tx).await?;
        let before = when_open(&organisation, &business);
        seen.must_be(&before)?;
        if time_zone.is_some_and(|zone| zone != organisation.time_zone) {
            let message = "the hours are in the time zone of the business; change it there";
            problems.push(FieldProblem::new("timeZone", "elsewhere", message));
        }
        sound(problems)?;
        tx.set_hours(hours).await?;
        let after = when_open(&organisation, &Business { hours: hours.clone(), ..business });
        self.business_changed(tx, by, "hours", (before, after)).await
    }

    /// Notes how far the setting-up is. When it is said to be complete, that is now, unless it was before.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn note_progress(&self, org: &OrgId, by: &Actor, progress: Progress) -> Result<Progress> {
        sound(told(progress.faults()))?;
        let mut tx = self.org(org).begin().await?;
        let was = held(&mut tx).await?.1.progress;
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

/// The organisation and its business, which nobody else changes until the transaction ends.
pub(crate) async fn held(tx: &mut OrgTx) -> Result<(Organisation, Business)> {
    tx.lock_organisation().await?;
    Ok((tx.organisation().await?, tx.business().await?))
}

/// Who a business is: what is noted of it, and by what its tag is made.
pub(super) fn who_it_is(organisation: &Organisation, business: &Business) -> Value {
    let Organisation { name, time_zone, default_region, .. } = organisation;
    who(name, time_zone, default_region, &business.profile)
}

fn who(name: &str, zone: &str, region: &str, profile: &Profile) -> Value {
    json!({ "name": name, "timeZone": zone, "region": region, "profile": profile })
}

/// When a business is open: what is noted of it, and by what its tag is made.
pub(super) fn when_open(organisation: &Organisation, business: &Business) -> Value {
    json!({ "timeZone": organisation.time_zone, "hours": business.hours })
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
