//! Money that goes back, and the comparison with the vendors' books.

use std::collections::HashMap;

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::{AccountId, BookingId, OrgId};
use ringwright_domain::payment::{Difference, DifferenceKind};
use ringwright_domain::permission::{PaymentsRead, PaymentsRefund, PaymentsSettle};
use ringwright_store::Reconciliation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ById;
use crate::api::dto::Booking;
use crate::extract::{Body, May, Path};
use crate::{HttpState, Problem};

/// Comparisons shown, at most.
const MOST: i64 = 100;

/// Money to give back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RefundForm {
    /// How much, in minor units; all that is left when missing.
    #[serde(default)]
    minor: Option<i64>,
    /// Why, 1 to 200 characters; the person who booked can read it.
    reason: String,
}

/// The path of one refund.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RefundPath {
    /// The booking's id.
    id: String,
    /// The refund's id.
    refund_id: String,
}

/// How money was sent by hand.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GivenForm {
    /// What names the transfer, such as its transaction id; 1 to 200 characters.
    reference: String,
}

/// The comparisons, newest first.
#[derive(Serialize, JsonSchema)]
struct ReconciliationList {
    items: Vec<ReconciliationView>,
}

/// What came of comparing a day's payments with the vendor's books.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReconciliationView {
    id: String,
    account_id: String,
    account_name: String,
    /// The day in UTC, `YYYY-MM-DD`.
    day: String,
    /// When they were compared.
    checked_at: String,
    /// How many charges were compared.
    compared: u32,
    /// In what they differed.
    differences: Vec<DifferenceView>,
}

/// Something in which our payments and the vendor's books differ.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DifferenceView {
    kind: DifferenceName,
    payment_id: Option<String>,
    booking_id: Option<String>,
    /// The vendor's id of the charge.
    vendor_ref: Option<String>,
    /// What stands here, in minor units.
    ours: Option<i64>,
    /// What stands there, in minor units.
    theirs: Option<i64>,
    /// Whether it was put right by hearing what the vendor says.
    healed: bool,
}

/// What differs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DifferenceName {
    PaidAtVendorOnly,
    PaidHereOnly,
    AmountDiffers,
    RefundDiffers,
    UnknownCharge,
}

/// Which day of which account.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReconcileForm {
    /// The account.
    account_id: String,
    /// The day in UTC, `YYYY-MM-DD`.
    day: String,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/bookings/{id}/refund",
            post_with(refund, |o| {
                o.id("refund_booking").tag("operator").summary("Give money back, all or a part of it")
            }),
        )
        .api_route(
            "/api/operator/bookings/{id}/refunds/{refundId}/given",
            post_with(given, |o| {
                o.id("refund_given").tag("operator").summary("Note that a refund in crypto was sent by hand")
            }),
        )
        .api_route(
            "/api/operator/reconciliations",
            get_with(reconciliations, |o| {
                o.id("list_reconciliations").tag("operator").summary("Comparisons with the vendors' books")
            })
            .post_with(reconcile, |o| {
                o.id("reconcile").tag("operator").summary("Compare a day with the vendor's books now")
            }),
        )
}

async fn refund(
    State(state): State<HttpState>,
    operator: May<PaymentsRefund>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<RefundForm>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&id)?;
    state.engine.refund_booking(operator.org(), &id, &operator.actor, form.minor, &form.reason).await?;
    booking(&state, operator.org(), &id).await
}

async fn given(
    State(state): State<HttpState>,
    operator: May<PaymentsRefund>,
    Path(path): Path<RefundPath>,
    Body(form): Body<GivenForm>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&path.id)?;
    let refund = path.refund_id.parse().map_err(|_| Problem::of(FailureCode::RefundNotFound))?;
    state.engine.refund_given(operator.org(), &id, &operator.actor, &refund, &form.reference).await?;
    booking(&state, operator.org(), &id).await
}

async fn booking(state: &HttpState, org: &OrgId, id: &BookingId) -> Result<Json<Booking>, Problem> {
    let view = state.engine.view_booking(org, id).await?;
    Ok(Json(Booking::for_operator(&view, state.engine.now())))
}

fn booking_id(text: &str) -> Result<BookingId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::BookingNotFound))
}

async fn reconciliations(
    State(state): State<HttpState>,
    operator: May<PaymentsRead>,
) -> Result<Json<ReconciliationList>, Problem> {
    let found = state.engine.org(operator.org()).read().await?.reconciliations(MOST).await?;
    let names = names(&state, operator.org()).await?;
    Ok(Json(ReconciliationList {
        items: found.iter().map(|found| ReconciliationView::of(found, &names)).collect(),
    }))
}

async fn reconcile(
    State(state): State<HttpState>,
    operator: May<PaymentsSettle>,
    Body(form): Body<ReconcileForm>,
) -> Result<Json<ReconciliationView>, Problem> {
    let account = form.account_id.parse().map_err(|_| Problem::of(FailureCode::AccountNotFound))?;
    let found = state.engine.reconcile(operator.org(), &account, &form.day, Some(&operator.actor)).await?;
    Ok(Json(ReconciliationView::of(&found, &names(&state, operator.org()).await?)))
}

async fn names(state: &HttpState, org: &OrgId) -> Result<HashMap<AccountId, String>, Problem> {
    let accounts = state.engine.org(org).read().await?.accounts().await?;
    Ok(accounts.into_iter().map(|account| (account.id, account.name)).collect())
}

impl ReconciliationView {
    fn of(found: &Reconciliation, names: &HashMap<AccountId, String>) -> Self {
        Self {
            id: found.id.to_string(),
            account_id: found.account.to_string(),
            account_name: names.get(&found.account).cloned().unwrap_or_default(),
            day: found.day.clone(),
            checked_at: found.checked_at.to_string(),
            compared: found.compared,
            differences: found.differences.iter().map(DifferenceView::from).collect(),
        }
    }
}

impl From<&Difference> for DifferenceView {
    fn from(difference: &Difference) -> Self {
        Self {
            kind: match difference.kind {
                DifferenceKind::PaidAtVendorOnly => DifferenceName::PaidAtVendorOnly,
                DifferenceKind::PaidHereOnly => DifferenceName::PaidHereOnly,
                DifferenceKind::AmountDiffers => DifferenceName::AmountDiffers,
                DifferenceKind::RefundDiffers => DifferenceName::RefundDiffers,
                DifferenceKind::UnknownCharge => DifferenceName::UnknownCharge,
            },
            payment_id: difference.payment.as_ref().map(ToString::to_string),
            booking_id: difference.booking.as_ref().map(ToString::to_string),
            vendor_ref: difference.vendor_ref.clone(),
            ours: difference.ours,
            theirs: difference.theirs,
            healed: difference.healed,
        }
    }
}
