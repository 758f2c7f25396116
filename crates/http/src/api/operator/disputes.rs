//! Payments that the customers' banks have still to decide about.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::ids::AccountId;
use ringwright_domain::payment::{Charge, Payment};
use ringwright_domain::permission::PaymentsRead;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::dto::DisputeView;
use crate::extract::May;
use crate::{HttpState, Problem};

/// Payments shown, at most.
const MOST: i64 = 100;

/// The disputes that are open, those with the newest news first.
#[derive(Serialize, JsonSchema)]
struct DisputeList {
    items: Vec<OpenDispute>,
}

/// A dispute that is open.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OpenDispute {
    booking_id: String,
    payment_id: String,
    /// The account that took the money.
    account_id: String,
    /// The currency (ISO 4217).
    currency: String,
    dispute: DisputeView,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/operator/disputes",
        get_with(disputes, |o| {
            o.id("list_disputes").tag("operator").summary("Payments that a bank has still to decide about")
        }),
    )
}

async fn disputes(
    State(state): State<HttpState>,
    operator: May<PaymentsRead>,
) -> Result<Json<DisputeList>, Problem> {
    let found = state.engine.org(operator.org()).read().await?.payments_disputed(MOST).await?;
    Ok(Json(DisputeList { items: found.iter().filter_map(OpenDispute::of).collect() }))
}

impl OpenDispute {
    fn of((payment, account): &(Payment, AccountId)) -> Option<Self> {
        Some(Self {
            booking_id: payment.booking.to_string(),
            payment_id: payment.id.to_string(),
            account_id: account.to_string(),
            currency: payment.amount.currency.as_str().to_owned(),
            dispute: payment.charge().and_then(Charge::dispute)?.into(),
        })
    }
}
