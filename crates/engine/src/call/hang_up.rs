//! Ending a call on request.

use std::time::Duration;

use ringwright_domain::call::CallState;
use ringwright_domain::ids::{CallId, OrgId};

use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    /// Ends a call at the vendor. The news of its end comes by webhook or by its watch.
    pub(crate) async fn hang_up_call(&self, org: &OrgId, id: &CallId) -> Result<Done> {
        let call = self.org(org).read().await?.call(id).await?;
        let Some(call) = call else { return Ok(Done::Finished) };
        let Some(vendor_ref) = call.vendor_ref.as_deref() else {
            // The vendor's id is not known yet: its placing or its watch will tell it.
            return Ok(match call.state {
                CallState::Ended { .. } => Done::Finished,
                _ => Done::Again(self.now().plus(Duration::from_millis(500))),
            });
        };
        let account = self.account_of(org, &call).await?;
        let carrier = self.desk().carrier(&account).await?;
        if !carrier.ends_calls() {
            tracing::warn!(call = %id, vendor = account.vendor, "a call cannot be ended: its vendor ends none");
            return Ok(Done::Finished);
        }
        carrier.hang_up(vendor_ref).await.map_err(Error::Carrier)?;
        Ok(Done::Finished)
    }
}
