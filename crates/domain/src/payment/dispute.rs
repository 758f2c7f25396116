//! A charge that the customer's bank takes back.

use serde::{Deserialize, Serialize};

use crate::Instant;

/// A dispute about a charge. Its money is at the bank while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The vendor's id of it.
    pub dispute_ref: String,
    /// How much, in minor units.
    pub minor: i64,
    /// What the customer claims, in the vendor's word, such as `fraudulent`.
    pub reason: String,
    /// Until when evidence can be handed in at the vendor.
    pub due_by: Option<Instant>,
    /// Where it stands.
    pub state: DisputeState,
}

/// Where a dispute stands. News moves it only upwards in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The bank has not decided.
    Open,
    /// The money is gone.
    Lost,
    /// The money is back here.
    Won,
}

impl DisputeState {
    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lost => "lost",
            Self::Won => "won",
        }
    }
}
