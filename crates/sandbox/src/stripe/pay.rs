//! What happens on the checkout page.

use std::sync::Arc;

use super::Stripe;
use super::attempt::Attempt;
use super::cards::{Card, Decline};
use super::model::{Intent, Item, Payer, Session, Status};
use crate::world::{World, lock};

/// How an attempt to pay ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is paid, now or already; go there.
    Paid(String),
    /// The bank thinks about it; go there.
    Processing(String),
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
        let asked = intent.filter(|intent| intent.status == "requires_action");
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
            waiting: asked.and_then(|intent| intent.waiting.as_ref()).map(|card| card.last4.clone()),
        })
    }

    /// Tries to pay a session with a card.
    pub fn pay(self: &Arc<Self>, id: &str, card: &Card, payer: Payer) -> Option<Outcome> {
        let mut stripe = lock(&self.stripe);
        if let Some(outcome) = self.closed(&mut stripe, id)? {
            return Some(outcome);
        }
        let read = match card.read(self.month()) {
            Ok(read) => read,
            // A slip of the pen is shown on the page and never reaches the bank.
            Err(decline) => return Some(Outcome::Declined(decline)),
        };
        stripe.sessions.change(&self.journal, id, |session| {
            session.payer_name = payer.name.clone().or(session.payer_name.take());
            session.payer_email = payer.email.clone().or(session.payer_email.take());
        });
        let session = stripe.sessions.get(id).cloned()?;
        let intent = self.intent_of(&mut stripe, &session);
        Some(outcome(&session, self.ask_bank(&mut stripe, &intent, read, payer, None)))
    }

    /// The holder's bank says whether the holder is who they say.
    pub fn authenticate(self: &Arc<Self>, id: &str, complete: bool) -> Option<Outcome> {
        let mut stripe = lock(&self.stripe);
        if let Some(outcome) = self.closed(&mut stripe, id)? {
            return Some(outcome);
        }
        let session = stripe.sessions.get(id).cloned()?;
        let Some(intent) = session.intent.clone() else { return Some(Outcome::NothingToDo) };
        let attempt = self.answer_challenge(&mut stripe, &intent, complete);
        Some(attempt.map_or(Outcome::NothingToDo, |attempt| outcome(&session, attempt)))
    }

    /// The outcome for a session that can't be paid any more; a card is charged at most once per session.
    fn closed(self: &Arc<Self>, stripe: &mut Stripe, id: &str) -> Option<Option<Outcome>> {
        self.expire_if_due(stripe, id);
        let session = stripe.sessions.get(id)?;
        let intent = session.intent.as_deref().and_then(|id| stripe.intents.get(id));
        Some(match session.status {
            Status::Open if intent.is_some_and(|intent| intent.status == "processing") => {
                Some(Outcome::Processing(success_url(session)))
            }
            Status::Open => None,
            Status::Complete => Some(Outcome::Paid(success_url(session))),
            Status::Expired => Some(Outcome::Expired),
        })
    }

    /// Months since year 0.
    pub(super) fn month(&self) -> i32 {
        let date =
            jiff::Timestamp::from_second(self.now_s()).map(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
        date.map_or(0, |date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// The session's payment intent, which begins to exist with the first attempt.
    fn intent_of(&self, stripe: &mut Stripe, session: &Session) -> String {
        if let Some(intent) = &session.intent {
            return intent.clone();
        }
        let id = self.ids.prefixed("pi_3", 23);
        let intent = Intent {
            amount: session.total(),
            currency: session.currency.clone(),
            customer: session.customer.clone(),
            description: session.intent_description.clone(),
            receipt_email: session.receipt_email.clone(),
            metadata: session.intent_metadata.clone(),
            ..Intent::new(id.clone(), session.id.clone(), self)
        };
        stripe.intents.put(&self.journal, intent);
        stripe.sessions.change(&self.journal, &session.id, |session| session.intent = Some(id.clone()));
        id
    }
}

fn outcome(session: &Session, attempt: Attempt) -> Outcome {
    match attempt {
        Attempt::Charged => Outcome::Paid(success_url(session)),
        Attempt::Processing => Outcome::Processing(success_url(session)),
        Attempt::Declined(decline) => Outcome::Declined(decline),
        Attempt::RequiresAction => Outcome::RequiresAction,
    }
}
