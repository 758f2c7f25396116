//! What people at the bank and at the vendor's dashboard do with a payment: the buttons of the control page.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::disputes::Verdict;
use super::events::Cause;
use super::form::Fields;
use super::model::{DisputeState, Intent, RefundState};
use super::{Stripe, refunds};
use crate::world::{World, iso, lock};

/// A button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The holder of the card disputes what is left of the charge.
    Dispute,
    /// The bank decides a dispute.
    Decide(Verdict),
    /// Somebody pays back what is left, in the vendor's dashboard.
    Refund,
    /// The bank sends the last refund back.
    FailRefund,
    /// Somebody cancels the payment, in the vendor's dashboard.
    Cancel,
}

impl Press {
    /// Reads its name in addresses.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dispute" => Self::Dispute,
            "win" => Self::Decide(Verdict::Won),
            "lose" => Self::Decide(Verdict::Lost),
            "refund" => Self::Refund,
            "fail-refund" => Self::FailRefund,
            "cancel" => Self::Cancel,
            _ => return None,
        })
    }
}

impl Stripe {
    fn dispute_of(&self, intent: &str) -> Option<(&str, DisputeState)> {
        let row = self.disputes.newest().find(|row| row.intent == intent)?;
        Some((&row.id, row.state))
    }

    fn last_refund_of(&self, intent: &str) -> Option<&str> {
        let mut rows = self.refunds.newest().filter(|row| row.intent == intent);
        rows.find(|row| row.state != RefundState::Failed).map(|row| row.id.as_str())
    }

    fn payment(&self, row: &Intent) -> Value {
        let charge = row.charge.as_deref().and_then(|id| self.charges.get(id)).filter(|charge| charge.paid);
        let left = charge.map_or(0, |charge| charge.amount - charge.refunded);
        let dispute = self.dispute_of(&row.id);
        let open = dispute.is_some_and(|(_, state)| state == DisputeState::NeedsResponse);
        let lost = dispute.is_some_and(|(_, state)| state == DisputeState::Lost);
        let of_session = row.subject != row.id;
        let cancelable = matches!(row.status.as_str(), "requires_payment_method" | "requires_action");
        let possible = [
            ("dispute", left > 0 && dispute.is_none()),
            ("win", open),
            ("lose", open),
            ("refund", left > 0 && !open && !lost),
            ("fail-refund", self.last_refund_of(&row.id).is_some()),
            ("cancel", cancelable && !of_session),
        ];
        let actions: Vec<&str> =
            possible.iter().filter(|(_, possible)| *possible).map(|(name, _)| *name).collect();
        json!({
            "id": row.id,
            "vendor": "stripe",
            "kind": if of_session { "checkout" } else { "element" },
            "status": row.status,
            "amount": crate::pages::money(row.amount, &row.currency),
            "refunded": charge.filter(|charge| charge.refunded > 0)
                .map(|charge| crate::pages::money(charge.refunded, &charge.currency)),
            "dispute": dispute.map(|(_, state)| state.word()),
            "reference": row.description,
            "metadata": row.metadata,
            "card": charge.map(|charge| &charge.card.last4),
            "url": null,
            "actions": actions,
            "createdAt": iso(row.created.saturating_mul(1_000)),
        })
    }
}

impl World {
    /// The last payments by card, for the control page.
    pub fn card_payments(&self, most: usize) -> Vec<Value> {
        let stripe = lock(&self.stripe);
        stripe.intents.newest().take(most).map(|row| stripe.payment(row)).collect()
    }

    /// One payment by card, for the control page.
    pub fn card_payment(&self, id: &str) -> Option<Value> {
        let stripe = lock(&self.stripe);
        stripe.intents.get(id).map(|row| stripe.payment(row))
    }

    /// Does what a button says, or says why that can't be.
    pub fn press(self: &Arc<Self>, id: &str, press: Press) -> Result<(), String> {
        let (charge, dispute, refund) = {
            let stripe = lock(&self.stripe);
            let intent = stripe.intents.get(id).ok_or("there is no such payment")?;
            (
                intent.charge.clone(),
                stripe.dispute_of(id).map(|(id, _)| id.to_owned()),
                stripe.last_refund_of(id).map(str::to_owned),
            )
        };
        let cause = Cause { request: self.ids.prefixed("req_", 14), key: None };
        let nothing = Map::new();
        match press {
            Press::Dispute => self.dispute(&charge.ok_or("nothing was charged")?).map(drop)?,
            Press::Decide(verdict) => {
                self.decide(&dispute.ok_or("it is not disputed")?, verdict, None).map(drop)?;
            }
            Press::Refund => {
                let fields = Map::from_iter([("payment_intent".to_owned(), id.into())]);
                refunds::create(self, &Fields::root(&fields), &cause)
                    .map_err(|refusal| refusal.sentence())?;
            }
            Press::FailRefund => self.fail_refund(&refund.ok_or("there is no refund that could fail")?),
            Press::Cancel => {
                super::intents::cancel(self, &Fields::root(&nothing), id, &cause)
                    .map_err(|refusal| refusal.sentence())?;
            }
        }
        Ok(())
    }
}
