//! Admission: a call that rings is recorded, its line taken and its watch set, in one transaction; or it is refused.

use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, CallId, OrgId};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Agent, LiveCall, LiveLine, LiveTool, LiveUsage, NewEvent, OrgTx, RecordingState};
use ringwright_vendors::Secret;
use ringwright_voice::frame::Rate;
use serde_json::json;

use super::{Profile, RecordingWish, Ring};
use crate::agent::{OWN, profile_of};
use crate::jobs::Work;
use crate::{Engine, Error, Result};

/// When a call that was answered is looked after for the first time.
pub(super) const FIRST_LOOK: Duration = Duration::from_secs(60);

/// A call that may be held.
pub(super) struct Admitted {
    pub(super) org: OrgId,
    pub(super) call: CallId,
    /// When it was answered first.
    pub(super) started_at: Instant,
    /// What the caller is to be told of being recorded.
    pub(super) wish: Option<RecordingWish>,
    /// The rate of its tape, if it is recorded.
    pub(super) recorded: Option<u32>,
    /// What was said before, when the call goes on after an interruption.
    pub(super) before: Vec<LiveLine>,
    /// The tools that were used before.
    pub(super) used: Vec<LiveTool>,
    /// What signs what tools are asked.
    pub(super) tool_secrets: Arc<[Secret]>,
    /// How many sounds fell into the agent's speech before.
    pub(super) overlaps: u32,
}

/// An agent of ours and whose it is.
#[derive(Debug, Clone)]
pub struct OwnAgent {
    /// The organisation.
    pub org: OrgId,
    /// The agent.
    pub agent: AgentId,
    /// How it holds calls.
    pub profile: Profile,
    /// By which version of its script, if there is one.
    pub version: Option<u32>,
}

impl Engine {
    /// Records a call and takes its line. One that is known and up goes on.
    pub(super) async fn admit_live_call(&self, ring: &Ring, rate: Rate) -> Result<Admitted> {
        let now = self.now();
        let org = &ring.agent.org;
        let mut tx = self.org(org).begin().await?;
        let agent = tx.agent(&ring.agent.agent).await?;
        let agent = agent.ok_or(Error::refused(FailureCode::AgentNotFound))?;
        // From here on nobody else takes a line of this account.
        tx.lock_account(&agent.account).await?;
        let has_tools = !ring.agent.profile.tools.is_empty();
        let tool_secrets = if has_tools { self.tool_secrets(&mut tx).await?.into() } else { Arc::default() };
        let id = CallId::new(now, self.chance());
        let mut carrier_ref = ring.carrier_ref.clone();
        let known = tx.live_call_by_ref(ring.carrier, &carrier_ref).await?;
        if known.as_ref().is_some_and(|known| known.ended_at.is_some()) {
            if !ring.may_repeat {
                return Err(Error::Broken("the carrier's call is over".to_owned()));
            }
            // Whoever calls without a signature counts from one again each time.
            carrier_ref = format!("{carrier_ref}/{id}");
        } else if let Some(known) = known {
            tx.see_live_call(&known.id, self.node().as_str(), now).await?;
            let before = tx.live_lines(&known.id).await?;
            let used = tx.live_tools(&known.id).await?;
            let overlaps = tx.live_overlaps(&known.id).await?.last().map_or(0, |last| last.number + 1);
            let recording = tx.recording(&known.id).await?;
            let running = recording.filter(|recording| recording.state == RecordingState::Running);
            tx.emit(event("live.resumed", &known.id, json!({ "lines": before.len() })));
            tx.commit(now).await?;
            return Ok(Admitted {
                org: org.clone(),
                call: known.id,
                started_at: known.started_at,
                recorded: running.map(|recording| recording.hertz),
                // The caller was told at the beginning.
                wish: None,
                before,
                used,
                tool_secrets,
                overlaps,
            });
        }
        if tx.organisation().await?.suspended_at.is_some() {
            return Err(Error::refused(FailureCode::OrganisationSuspended));
        }
        let lines = tx.lines(now).await?;
        let line = lines.iter().find(|line| line.agent == agent.id);
        if line.is_none_or(|line| line.free() == 0) {
            return Err(Error::Broken("no line is free".to_owned()));
        }
        let call = LiveCall {
            id,
            account: agent.account,
            agent: agent.id,
            carrier: ring.carrier.to_owned(),
            carrier_ref,
            person: ring.person.clone(),
            node: self.node().to_string(),
            started_at: now,
            seen_at: now,
            ended_at: None,
            outcome: None,
            usage: LiveUsage::default(),
        };
        tx.insert_live_call(&call).await?;
        if let Some(version) = ring.agent.version {
            tx.note_live_version(&call.id, version).await?;
        }
        let wish = ring.agent.profile.recording.clone();
        if let Some(wish) = &wish {
            tx.begin_recording(&call.id, rate.hertz(), wish.keep_days, now).await?;
        }
        let watch = Work::WatchLiveCall { call: call.id.clone() };
        tx.system().enqueue(&self.job(org, &watch, now.plus(FIRST_LOOK)), now).await?;
        let data = json!({ "account": call.account, "agent": call.agent, "carrier": call.carrier });
        tx.emit(event("live.answered", &call.id, data));
        tx.commit(now).await?;
        Ok(Admitted {
            org: org.clone(),
            call: call.id,
            started_at: now,
            recorded: wish.as_ref().map(|_| rate.hertz()),
            wish,
            before: Vec::new(),
            used: Vec::new(),
            tool_secrets,
            overlaps: 0,
        })
    }

    /// The agent that a number of a carrier belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent_of_number(&self, vendor: &str, number: &str) -> Result<Option<OwnAgent>> {
        let found = self.store().read().await?.agent_by_number(vendor, number).await?;
        let Some((org, id)) = found else { return Ok(None) };
        let mut tx = self.org(&org).read().await?;
        match tx.agent(&id).await? {
            Some(agent) => own(&mut tx, &agent, self.now()).await.map(Some),
            None => Ok(None),
        }
    }

    /// The organisation and agent of a call that is up, by a carrier's id of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent_of_open_call(
        &self,
        carrier: &str,
        carrier_ref: &str,
    ) -> Result<Option<(OrgId, AgentId)>> {
        Ok(self.store().read().await?.open_live_call(carrier, carrier_ref).await?)
    }

    /// An agent by its id, if it is active.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_agent(&self, org: &OrgId, id: &AgentId) -> Result<Option<OwnAgent>> {
        let mut tx = self.org(org).read().await?;
        match tx.agent(id).await?.filter(|agent| agent.active) {
            Some(agent) => own(&mut tx, &agent, self.now()).await.map(Some),
            None => Ok(None),
        }
    }

    /// The agent that an organisation has chosen for calls that name none, if it has and the agent is active.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chosen_agent(&self, org: &OrgId) -> Result<Option<OwnAgent>> {
        let voice = self.org(org).read().await?.business().await?.voice;
        match voice.agent_id.parse() {
            Ok(id) => self.own_agent(org, &id).await,
            Err(_) => Ok(None),
        }
    }

    /// The agent of the first organisation that holds calls which name none; made if there is none.
    ///
    /// # Errors
    /// When there is no organisation, or the database fails.
    pub async fn default_own_agent(&self) -> Result<OwnAgent> {
        let now = self.now();
        let mut system = self.store().begin().await?;
        // Of several calls that come at once, one makes it.
        system.lock_setup().await?;
        let organisation = system.organisation_by_slug(None).await?;
        let organisation = organisation.ok_or(Error::Broken("there is no organisation".to_owned()))?;
        let org = organisation.id;
        let mut tx = system.for_org(&org).await?;
        let accounts = tx.accounts().await?;
        let account = accounts.into_iter().find(|account| account.vendor == OWN);
        if let Some(account) = account {
            let agents = tx.agents().await?;
            let agent = agents.into_iter().find(|agent| agent.account == account.id && agent.active);
            let agent = agent.ok_or(Error::refused(FailureCode::AgentNotFound))?;
            return own(&mut tx, &agent, now).await;
        }
        let id = self.add_own_agent(&mut tx, &Actor::system(), "Robin").await?;
        let agent = tx.agent(&id).await?.ok_or(Error::refused(FailureCode::AgentNotFound))?;
        let own = own(&mut tx, &agent, now).await?;
        tx.commit(now).await?;
        Ok(own)
    }
}

/// The agent with how it holds calls from now on.
async fn own(tx: &mut OrgTx, agent: &Agent, now: Instant) -> Result<OwnAgent> {
    let (profile, version) = profile_of(tx, agent, now).await?;
    Ok(OwnAgent { org: tx.org().clone(), agent: agent.id.clone(), profile, version })
}

/// Something that happens in a live call. Never with words of the caller.
pub(crate) fn event(kind: &'static str, call: &CallId, data: serde_json::Value) -> NewEvent {
    NewEvent { kind, booking: None, call: Some(call.clone()), data }
}
