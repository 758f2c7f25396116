//! Webhooks on their way to us.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_engine::intake::WebhookRefusal;
use serde_json::json;

use futures::FutureExt as _;

use crate::agenda::Happening;
use crate::faults::Fault;
use crate::house::{STRIPE_SECRET, VAPI_SECRET};
use crate::process::{Kind, Outcome};
use crate::vendors::Letter;
use crate::world::{Step, World};

/// How long Stripe waits before each further try, in seconds.
const STRIPE_AGAIN: [u64; 9] = [10, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200];
/// How often Vapi tries again; the waits double from a second.
const VAPI_AGAIN: u32 = 10;

/// A webhook that a vendor has sent, or somebody in its name.
pub(crate) struct Posted {
    letter: Letter,
}

impl World {
    /// A vendor sends a webhook.
    pub(crate) fn post(&mut self, letter: Letter) {
        let dice = &self.dice.post;
        let lost = dice.chance(self.rates.of(Fault::WebhookLost));
        let late = dice.chance(self.rates.of(Fault::WebhookLate));
        let twice = dice.chance(self.rates.of(Fault::WebhookTwice));
        let (soon, long) = (dice.millis(10, 1_200), dice.seconds(1, 900));
        let again = dice.seconds(0, 1_200);
        self.note(format_args!(
            "{} sends {}{}",
            letter.vendor,
            letter.kind,
            if lost { " in vain" } else { "" }
        ));
        if lost {
            return;
        }
        let index = self.posted.len();
        self.posted.push(Posted { letter });
        let first = self.now().plus(if late { long } else { soon });
        self.will_deliver(index, 1, first);
        if twice {
            self.will_deliver(index, 1, first.plus(again));
        }
    }

    fn will_deliver(&mut self, letter: usize, nth: u32, at: Instant) {
        self.undelivered += 1;
        self.agenda.note(at, Happening::Deliver(letter, nth));
    }

    /// A webhook knocks.
    pub(crate) async fn deliver(&mut self, index: usize, nth: u32) -> Step {
        self.counts.webhooks += 1;
        let Some(node) = self.somebody() else {
            self.not_delivered(index, nth);
            return Ok(());
        };
        let letter = self.posted[index].letter.clone();
        let secret = if letter.vendor == "stripe" { STRIPE_SECRET } else { VAPI_SECRET };
        let headers = letter.headers(secret, self.now());
        let Some(life) = &self.processes[node].alive else { return Ok(()) };
        let intake = life.intake.clone();
        self.note(format_args!("webhook {index} {} knocks at {node}", letter.kind));
        let work = async move {
            let body = letter.body.as_bytes();
            Outcome::Delivered(intake.receive(letter.vendor, Some(&letter.account), &headers, body).await)
        };
        self.spawn(node, Kind::Delivery(index, nth), work.boxed());
        Ok(())
    }

    /// Nobody took it: the vendor tries again, for a while.
    pub(crate) fn not_delivered(&mut self, index: usize, nth: u32) {
        self.undelivered -= 1;
        let wait = match self.posted[index].letter.vendor {
            "stripe" => STRIPE_AGAIN.get(nth as usize - 1).copied(),
            _ => (nth <= VAPI_AGAIN).then(|| 1_u64 << (nth - 1)),
        };
        if let Some(seconds) = wait {
            let at = self.now().plus(Duration::from_secs(seconds));
            self.will_deliver(index, nth + 1, at);
        }
    }

    /// A webhook was answered.
    pub(crate) fn delivered(&mut self, index: usize, nth: u32, result: Result<(), WebhookRefusal>) -> Step {
        let forged = self.posted[index].letter.forged;
        match result {
            Ok(()) if forged => {
                self.broken("a webhook that the vendor never signed is refused", format!("webhook {index}"))
            }
            Ok(()) => {
                // Sometimes the answer does not get back, and the vendor sends it again.
                if self.dice.post.chance(self.rates.of(Fault::WebhookTwice) / 2.0) {
                    self.not_delivered(index, nth);
                } else {
                    self.undelivered -= 1;
                }
                Ok(())
            }
            Err(WebhookRefusal::Signature(_)) if forged => {
                self.undelivered -= 1;
                Ok(())
            }
            Err(WebhookRefusal::Unavailable(error)) => {
                self.note(format_args!("webhook {index} cannot be kept: {error}"));
                self.not_delivered(index, nth);
                Ok(())
            }
            Err(refusal) => {
                let kind = self.posted[index].letter.kind.clone();
                self.broken("a genuine webhook is taken", format!("{kind} was refused: {refusal:?}"))
            }
        }
    }

    /// Somebody claims that a booking was paid.
    pub(crate) fn forge(&mut self) {
        let bookings: Vec<_> = self.accepted.iter().map(|(_, booking)| booking.clone()).collect();
        if bookings.is_empty() {
            return;
        }
        let booking = self.dice.post.pick(&bookings).to_string();
        let object = json!({
            "id": "cs_test_forged", "object": "checkout.session", "status": "complete",
            "payment_status": "paid", "payment_intent": "pi_forged", "client_reference_id": booking,
            "metadata": {"booking": booking},
        });
        let event = json!({
            "id": format!("evt_{}", self.dice.post.hex()), "object": "event",
            "type": "checkout.session.completed", "created": self.now().seconds(),
            "data": {"object": object},
        });
        let account = self.stripe.account().clone();
        let kind = "a forged checkout.session.completed".to_owned();
        let letter = Letter { vendor: "stripe", account, kind, body: event.to_string(), forged: true };
        let index = self.posted.len();
        self.posted.push(Posted { letter });
        let at = self.now().plus(self.dice.post.millis(1, 100));
        self.will_deliver(index, 1, at);
    }
}
