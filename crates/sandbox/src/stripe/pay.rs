//! What happens on the checkout page.

use std::sync::Arc;

use serde_json::json;

use super::cards::{Card, Decline, Verdict};
use super::model::{CardFace, Charge, Intent, Item, Session, Status};
use super::{Stripe, view};
use crate::world::{World, lock};

/// The holder did not authenticate.
const NOT_AUTHENTICATED: Decline = Decline {
    code: "payment_intent_authentication_failure",
    decline_code: "authentication_failed",
    message: "The card's holder was not authenticated. Try again or use another card.",
};

/// Who pays, as typed on the page.
#[derive(Clone, Default)]
pub struct Payer {
    /// The name on the card.
    pub name: Option<String>,
    /// Where the receipt goes.
    pub email: Option<String>,
}

/// How an attempt to pay ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is paid, now or already; go there.
    Paid(String),
    /// The card was not charged.
    Declined(Decline),
    /// The holder has to authenticate first.
    RequiresAction,
    /// The session's time is over.
    Expired,
    /// There is nothing to authenticate.
    NothingToDo,
}

/// What the page shows.
pub struct Offer {
    pub id: String,
    pub status: Status,
    pub items: Vec<Item>,
    pub total: i64,
    pub currency: String,
    /// The address that is known already.
    pub email: Option<String>,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub submit_type: Option<String>,
    /// The last four digits of the card whose holder is asked to authenticate.
    pub waiting: Option<String>,
}

fn success_url(session: &Session) -> String {
    // Programs that build the address with a library escape the braces.
    session
        .success_url
        .replace("{CHECKOUT_SESSION_ID}", &session.id)
        .replace("%7BCHECKOUT_SESSION_ID%7D", &session.id)
}

impl World {
    /// What a session offers; nothing when there is no such session.
    pub fn offer(self: &Arc<Self>, id: &str) -> Option<Offer> {
        let mut stripe = lock(&self.stripe);
        self.expire_if_due(&mut stripe, id);
        let session = stripe.sessions.get(id)?;
        let customer = session.customer.as_deref().and_then(|id| stripe.customers.get(id));
        let intent = session.intent.as_deref().and_then(|id| stripe.intents.get(id));
        Some(Offer {
            id: id.to_owned(),
            status: session.status,
            items: session.items.clone(),
            total: session.total(),
            currency: session.currency.clone(),
            email: session.customer_email.clone().or_else(|| customer.and_then(|c| c.email.clone())),
            success_url: success_url(session),
            cancel_url: session.cancel_url.clone(),
            submit_type: session.submit_type.clone(),
            waiting: intent.and_then(|intent| intent.waiting.as_ref()).map(|card| card.last4.clone()),
        })
    }

    /// Tries to pay a session with a card.
    pub fn pay(self: &Arc<Self>, id: &str, card: &Card, payer: Payer) -> Option<Outcome> {
        let mut stripe = lock(&self.stripe);
        if let Some(outcome) = self.closed(&mut stripe, id)? {
            return Some(outcome);
        }
        let (face, verdict) = match card.read(self.month()) {
            Ok(read) => read,
            // A slip of the pen is shown on the page and never reaches the bank.
            Err(decline) => return Some(Outcome::Declined(decline)),
        };
        stripe.sessions.change(&self.journal, id, |session| {
            session.payer_name = payer.name.or(session.payer_name.take());
            session.payer_email = payer.email.or(session.payer_email.take());
        });
        let session = stripe.sessions.get(id).cloned()?;
        let intent = self.intent(&mut stripe, &session);
        Some(match verdict {
            Verdict::Approve => self.charge(&mut stripe, &session, &intent, face),
            Verdict::Decline(decline) => self.fail(&mut stripe, &session, &intent, face, decline),
            Verdict::Authenticate => {
                stripe.intents.change(&self.journal, &intent, |intent| {
                    "requires_action".clone_into(&mut intent.status);
                    intent.waiting = Some(face);
                    intent.error = None;
                });
                self.intent_event(&stripe, "payment_intent.requires_action", &session, &intent);
                Outcome::RequiresAction
            }
        })
    }

    /// The holder's bank says whether the holder is who they say.
    pub fn authenticate(self: &Arc<Self>, id: &str, complete: bool) -> Option<Outcome> {
        let mut stripe = lock(&self.stripe);
        if let Some(outcome) = self.closed(&mut stripe, id)? {
            return Some(outcome);
        }
        let session = stripe.sessions.get(id).cloned()?;
        let Some(intent) = session.intent.clone() else { return Some(Outcome::NothingToDo) };
        let face = stripe.intents.get(&intent).and_then(|intent| intent.waiting.clone());
        let Some(face) = face else { return Some(Outcome::NothingToDo) };
        Some(if complete {
            self.charge(&mut stripe, &session, &intent, face)
        } else {
            self.fail(&mut stripe, &session, &intent, face, NOT_AUTHENTICATED)
        })
    }

    /// The outcome for a session that can't be paid any more; a card is charged at most once per session.
    fn closed(self: &Arc<Self>, stripe: &mut Stripe, id: &str) -> Option<Option<Outcome>> {
        self.expire_if_due(stripe, id);
        let session = stripe.sessions.get(id)?;
        Some(match session.status {
            Status::Open => None,
            Status::Complete => Some(Outcome::Paid(success_url(session))),
            Status::Expired => Some(Outcome::Expired),
        })
    }

    /// Months since year 0.
    fn month(&self) -> i32 {
        let date =
            jiff::Timestamp::from_second(self.now_s()).map(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
        date.map_or(0, |date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// The session's payment intent, which begins to exist with the first attempt.
    fn intent(&self, stripe: &mut Stripe, session: &Session) -> String {
        if let Some(intent) = &session.intent {
            return intent.clone();
        }
        let id = self.ids.prefixed("pi_3", 23);
        let intent = Intent {
            id: id.clone(),
            created: self.now_s(),
            session: session.id.clone(),
            amount: session.total(),
            currency: session.currency.clone(),
            status: "requires_payment_method".to_owned(),
            customer: session.customer.clone(),
            description: session.intent_description.clone(),
            receipt_email: session.receipt_email.clone(),
            metadata: session.intent_metadata.clone(),
            charge: None,
            error: None,
            canceled_at: None,
            waiting: None,
        };
        stripe.intents.put(&self.journal, intent);
        stripe.sessions.change(&self.journal, &session.id, |session| session.intent = Some(id.clone()));
        id
    }

    fn new_charge(&self, stripe: &mut Stripe, session: &Session, intent: &str, card: CardFace) -> Charge {
        let known = session.customer.as_deref().and_then(|id| stripe.customers.get(id));
        let email = session.payer_email.clone().or_else(|| session.customer_email.clone());
        Charge {
            id: self.ids.prefixed("ch_3", 23),
            created: self.now_s(),
            intent: intent.to_owned(),
            session: session.id.clone(),
            amount: session.total(),
            refunded: 0,
            currency: session.currency.clone(),
            paid: true,
            customer: session.customer.clone(),
            description: session.intent_description.clone(),
            metadata: session.intent_metadata.clone(),
            card,
            name: session.payer_name.clone(),
            email: email.or_else(|| known.and_then(|customer| customer.email.clone())),
            failure: None,
        }
    }

    fn charge(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        session: &Session,
        intent: &str,
        card: CardFace,
    ) -> Outcome {
        let charge = self.new_charge(stripe, session, intent, card);
        // The session is completed first: whatever comes after, nobody can pay it a second time.
        stripe.sessions.change(&self.journal, &session.id, |session| session.status = Status::Complete);
        stripe.due.remove(&(session.expires_at, session.id.clone()));
        stripe.intents.change(&self.journal, intent, |intent| {
            "succeeded".clone_into(&mut intent.status);
            intent.charge = Some(charge.id.clone());
            intent.error = None;
            intent.waiting = None;
        });
        stripe.paid += 1;
        *stripe.paid_by_session.entry(session.id.clone()).or_default() += 1;
        stripe.charges.put(&self.journal, charge.clone());
        self.event("charge.succeeded", &session.id, view::charge(&charge), None);
        self.intent_event(stripe, "payment_intent.succeeded", session, intent);
        if let Some(session) = stripe.sessions.get(&session.id) {
            self.event("checkout.session.completed", &session.id, stripe.session_view(session), None);
        }
        Outcome::Paid(success_url(session))
    }

    fn fail(
        self: &Arc<Self>,
        stripe: &mut Stripe,
        session: &Session,
        intent: &str,
        card: CardFace,
        decline: Decline,
    ) -> Outcome {
        let mut charge = self.new_charge(stripe, session, intent, card);
        charge.paid = false;
        charge.failure = Some((decline.code.to_owned(), decline.message.to_owned()));
        // A holder who fails to authenticate is turned away before the card is tried.
        let tried = decline != NOT_AUTHENTICATED;
        stripe.intents.change(&self.journal, intent, |intent| {
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
        self.intent_event(stripe, "payment_intent.payment_failed", session, intent);
        Outcome::Declined(decline)
    }

    fn intent_event(self: &Arc<Self>, stripe: &Stripe, kind: &str, session: &Session, intent: &str) {
        if let Some(intent) = stripe.intents.get(intent) {
            self.event(kind, &session.id, view::intent(intent), None);
        }
    }
}
