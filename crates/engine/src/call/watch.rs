//! Watching an attempt until it is over: asks the vendor how it stands (news gets lost), reconciles a
//! lost answer, and ends a call whose paid time is over.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::call::{Call, CallNews, CallOutcome, CallState};
use ringwright_domain::dispatch::backoff;
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_vendors::VendorCall;

use crate::jobs::Done;
use crate::{Engine, Error, Result};

/// The vendor ends a call at its limit itself; we step in this much later.
pub(crate) const GRACE: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_secs(30);

impl Engine {
    pub(crate) async fn watch_call(&self, org: &OrgId, id: &CallId) -> Result<Done> {
        let Some(call) = self.read_call(org, id).await? else { return Ok(Done::Finished) };
        if call.state.is_final() {
            return Ok(Done::Finished);
        }
        if call.state == CallState::Initiating && call.vendor_ref.is_none() {
            // Its placing job is at it, or will be claimed anew when its worker has died.
            return Ok(Done::Again(self.now().plus(Duration::from_secs(5))));
        }
        let (found, proven) = self.ask_vendor(org, &call).await?;
        match self.conclude(&call, found, proven) {
            Some(news) => drop(self.hear_of_call(org, id, &news).await?),
            None => tracing::debug!(call = %id, "the vendor does not know the call yet"),
        }
        let Some(call) = self.read_call(org, id).await? else { return Ok(Done::Finished) };
        if call.state.is_final() {
            return Ok(Done::Finished);
        }
        let next = if self.end_if_overdue(org, &call).await? {
            self.next_look_at_call(&call)
        } else {
            self.now().plus(EVERY)
        };
        Ok(Done::Again(next))
    }

    /// The call as its vendor knows it, and how long after the order its not being there proves something.
    async fn ask_vendor(&self, org: &OrgId, call: &Call) -> Result<(Option<VendorCall>, Duration)> {
        let account = self.account_of(org, call).await?;
        let carrier = self.desk().carrier(&account).await?;
        let answer = match &call.vendor_ref {
            Some(vendor_ref) => carrier.look(vendor_ref).await,
            None => carrier.find(&call.id, call.created_at).await,
        };
        Ok((answer.map_err(Error::Carrier)?, carrier.found_within()))
    }

    /// What the vendor's answer says about the call.
    fn conclude(&self, call: &Call, found: Option<VendorCall>, proven: Duration) -> Option<CallNews> {
        let now = self.now();
        let gone =
            |outcome| Some(CallNews::Ended { vendor_ref: None, outcome, answered_at: None, ended_at: now });
        match (found, &call.vendor_ref) {
            (Some(found), _) => Some(found.news),
            (None, Some(_)) => gone(CallOutcome::Lost),
            (None, None) if now.since(call.created_at) >= proven => gone(CallOutcome::NeverPlaced),
            (None, None) => None,
        }
    }

    /// Ends a call whose time is over. Answers whether there was nothing to do, or it could be done.
    async fn end_if_overdue(&self, org: &OrgId, call: &Call) -> Result<bool> {
        let overdue = call.overdue_at().is_some_and(|at| self.now() >= at.plus(GRACE));
        let Some(vendor_ref) = call.vendor_ref.as_deref().filter(|_| overdue) else { return Ok(true) };
        let account = self.account_of(org, call).await?;
        let carrier = self.desk().carrier(&account).await?;
        if !carrier.ends_calls() {
            tracing::warn!(call = %call.id, "the time of a call is over, but its vendor ends none on request");
            return Ok(false);
        }
        tracing::info!(call = %call.id, "the time of a call is over; ending it");
        carrier.hang_up(vendor_ref).await.map_err(Error::Carrier)?;
        Ok(true)
    }

    fn next_look_at_call(&self, call: &Call) -> Instant {
        let now = self.now();
        match (&call.state, call.overdue_at()) {
            // Somebody waits for a line, or a telephone may ring for nobody: look often.
            (CallState::SubmissionUnknown, _) => {
                let age = u32::try_from(now.since(call.created_at).as_secs()).unwrap_or(u32::MAX);
                let step = age.checked_ilog2().unwrap_or(0);
                now.plus(backoff(Duration::from_secs(1), Duration::from_secs(15), step, self.chance()))
            }
            (_, Some(overdue)) if now < overdue.plus(GRACE) => now.plus(EVERY).min(overdue.plus(GRACE)),
            _ => now.plus(Duration::from_secs(3)),
        }
    }

    async fn read_call(&self, org: &OrgId, id: &CallId) -> Result<Option<Call>> {
        Ok(self.org(org).read().await?.call(id).await?)
    }

    pub(crate) async fn account_of(&self, org: &OrgId, call: &Call) -> Result<ringwright_store::Account> {
        let mut tx = self.org(org).read().await?;
        let account = tx.account(&call.account).await?;
        account.ok_or_else(|| Error::Broken(format!("the call {} has no account", call.id)))
    }
}
