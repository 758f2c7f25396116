//! What a bank does with an attempt to pay, with or without a checkout session.

use std::sync::Arc;

use serde_json::json;

use super::cards::{Decline, Verdict};
use super::events::Cause;
use super::model::{CardFace, Charge, Intent, Payer, Sequel, Status};
use super::{Stripe, view};
use crate::agenda::Errand;
use crate::world::{World, lock};

/// The holder did not authenticate.
pub const NOT_AUTHENTICATED: Decline = Decline {
    code: "payment_intent_authentication_failure",
    decline_code: "authentication_failed",
    message: "The card's holder was not authenticated. Try again or use another card.",
};
/// How long a bank thinks, and how long a holder takes to dispute, in sandbox seconds.
const A_WHILE: f64 = 5.0;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The card was charged.
    Charged,
    /// The bank thinks about it.
    Processing,
    /// The card was not charged.
    Declined(Decline),
    /// The holder has to authenticate first.
    RequiresAction,
}

impl World {
    /// Asks the bank.
    pub(super) fn ask_bank(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        id: &str,
        (face, verdict): (CardFace, Verdict),
        payer: Payer,
        cause: Option<&Cause>,
    ) -> Attempt {
        stripe.intents.change(&self.journal, id, |intent| {
            intent.payer.name = payer.name.or(intent.payer.name.take());
            intent.payer.email = payer.email.or(intent.payer.email.take());
            intent.payer.postal_code = payer.postal_code.or(intent.payer.postal_code.take());
        });
        match verdict {
            Verdict::Approve(_) => self.charge(stripe, id, face, cause),
            Verdict::Decline(decline) => self.fail(stripe, id, face, decline, cause),
            Verdict::Process => {
                self.wait_for_bank(stripe, id, face, "processing", cause);
                self.later(A_WHILE, Errand::Settle(id.to_owned()));
                Attempt::Processing
            }
            Verdict::Authenticate => {
                self.wait_for_bank(stripe, id, face, "requires_action", cause);
                Attempt::RequiresAction
            }
        }
    }

    fn wait_for_bank(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        id: &str,
        face: CardFace,
        status: &str,
        cause: Option<&Cause>,
    ) {
        stripe.intents.change(&self.journal, id, |intent| {
            status.clone_into(&mut intent.status);
            intent.waiting = Some(face);
            intent.error = None;
        });
        self.intent_event(stripe, &format!("payment_intent.{status}"), id, cause);
    }

    /// The holder's bank says whether the holder is who they say; nothing when nobody was asked.
    pub(super) fn answer_challenge(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        id: &str,
        complete: bool,
    ) -> Option<Attempt> {
        let intent = stripe.intents.get(id).filter(|intent| intent.status == "requires_action")?;
        let face = intent.waiting.clone()?;
        Some(if complete {
            self.charge(stripe, id, face, None)
        } else {
            self.fail(stripe, id, face, NOT_AUTHENTICATED, None)
        })
    }

    /// The bank has made up its mind about a payment it was thinking about.
    pub fn settle(self: &Arc<Self>, id: &str) {
        let mut stripe = lock(&self.stripe);
        let intent = stripe.intents.get(id).filter(|intent| intent.status == "processing");
        if let Some(face) = intent.and_then(|intent| intent.waiting.clone()) {
            self.charge(&mut stripe, id, face, None);
        }
    }

    fn new_charge(&self, stripe: &Stripe, intent: &Intent, card: CardFace) -> Charge {
        let customer = intent.customer.as_deref().and_then(|id| stripe.customers.get(id));
        let session = stripe.sessions.get(&intent.subject);
        let email = intent.payer.email.clone().or_else(|| session.and_then(|row| row.customer_email.clone()));
        Charge {
            id: self.ids.prefixed("ch_3", 23),
            created: self.now_s(),
            intent: intent.id.clone(),
            subject: intent.subject.clone(),
            amount: intent.amount,
            refunded: 0,
            currency: intent.currency.clone(),
            paid: true,
            customer: intent.customer.clone(),
            description: intent.description.clone(),
            metadata: intent.metadata.clone(),
            card,
            name: intent.payer.name.clone(),
            email: email.or_else(|| customer.and_then(|customer| customer.email.clone())),
            failure: None,
            postal_code: intent.payer.postal_code.clone(),
            receipt_email: intent.receipt_email.clone(),
            disputed: false,
        }
    }

    fn charge(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        id: &str,
        card: CardFace,
        cause: Option<&Cause>,
    ) -> Attempt {
        let Some(intent) = stripe.intents.get(id).cloned() else { return Attempt::Processing };
        let sequel = card.sequel;
        let charge = self.new_charge(stripe, &intent, card);
        // The session is completed first: whatever comes after, nobody can pay it a second time.
        self.complete_session(stripe, &intent.subject);
        stripe.intents.change(&self.journal, id, |intent| {
            "succeeded".clone_into(&mut intent.status);
            intent.charge = Some(charge.id.clone());
            intent.error = None;
            intent.waiting = None;
        });
        stripe.paid += 1;
        *stripe.paid_by_session.entry(intent.subject.clone()).or_default() += 1;
        stripe.charges.put(&self.journal, charge.clone());
        self.event("charge.succeeded", &intent.subject, view::charge(&charge), cause);
        self.intent_event(stripe, "payment_intent.succeeded", id, cause);
        if let Some(session) = stripe.sessions.get(&intent.subject) {
            self.event("checkout.session.completed", &intent.subject, stripe.session_view(session), None);
        }
        if sequel == Sequel::Dispute {
            self.later(A_WHILE, Errand::Dispute(charge.id));
        }
        Attempt::Charged
    }

    fn complete_session(&self, stripe: &mut Stripe, id: &str) {
        let expires = stripe.sessions.change(&self.journal, id, |session| {
            session.status = Status::Complete;
            session.expires_at
        });
        if let Some(expires) = expires {
            stripe.due.remove(&(expires, id.to_owned()));
        }
    }

    fn fail(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        id: &str,
        card: CardFace,
        decline: Decline,
        cause: Option<&Cause>,
    ) -> Attempt {
        let Some(intent) = stripe.intents.get(id).cloned() else { return Attempt::Declined(decline) };
        let mut charge = self.new_charge(stripe, &intent, card);
        charge.paid = false;
        charge.failure = Some((decline.code.to_owned(), decline.message.to_owned()));
        // A holder who fails to authenticate is turned away before the card is tried.
        let tried = decline != NOT_AUTHENTICATED;
        stripe.intents.change(&self.journal, id, |intent| {
            "requires_payment_method".clone_into(&mut intent.status);
            intent.waiting = None;
            let mut error = json!({
                "code": decline.code,
                "message": decline.message,
                "type": if tried { "card_error" } else { "invalid_request_error" },
                "doc_url": format!("https://stripe.com/docs/error-codes/{}", decline.code.replace('_', "-")),
            });
            if tried {
                error["charge"] = charge.id.clone().into();
                error["decline_code"] = decline.decline_code.into();
                intent.charge = Some(charge.id.clone());
            }
            intent.error = Some(error);
        });
        if tried {
            stripe.charges.put(&self.journal, charge);
        }
        self.intent_event(stripe, "payment_intent.payment_failed", id, cause);
        Attempt::Declined(decline)
    }

    /// Tells what has become of an intent.
    pub(super) fn intent_event(
        self: &Arc<Self>,
        stripe: &Stripe,
        kind: &str,
        id: &str,
        cause: Option<&Cause>,
    ) {
        if let Some(intent) = stripe.intents.get(id) {
            self.event(kind, &intent.subject, view::intent(intent), cause);
        }
    }
}
