//! Requests on their way to a vendor and back, and what can happen to them.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use ringwright_domain::Instant;
use ringwright_vendors::{Answer, Departure, HttpError};
use sha2::{Digest, Sha256};

use crate::agenda::Happening;
use crate::faults::Fault;
use crate::stage::ParkId;
use crate::vendors::{Asked, Effects, Reply};
use crate::world::{Step, World};

/// A request that will reach its vendor.
pub(crate) struct Errand {
    vendor: &'static str,
    asked: Asked,
    /// What becomes of the answer.
    then: Ending,
    /// When nobody waits for it any more.
    patience: Instant,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It comes back as it is.
    Whole,
    /// The vendor fails after it has acted, and says so under the same idempotency key for ever.
    Fails,
    /// Something in between answers 502.
    BadGateway,
    /// It cannot be read.
    Garbage,
    /// The connection breaks.
    Broken,
    /// Nothing comes back.
    Silence,
}

/// What the network does with a request.
enum Fate {
    /// It gets there after a while.
    Arrives(Duration, Ending),
    /// It never gets there; that is what the asker sees after a while.
    Fails(Duration, Box<Result<Answer, HttpError>>),
}

impl World {
    /// A piece of work asks a vendor.
    pub(crate) async fn ask(&mut self, task: u64, park: ParkId, departure: &Departure) -> Step {
        let (name, asked) = Asked::read(departure);
        let vendor = match name.as_str() {
            "stripe" => "stripe",
            "cryptomus" => "cryptomus",
            _ => "vapi",
        };
        let digest = short(asked.body.as_bytes());
        self.note(format_args!("ask {park}: {vendor} {} {:?} {digest}", asked.line(), asked.query));
        self.counts.requests += 1;
        if vendor == "vapi" && asked.method == "POST" && asked.path == ["call"] {
            self.judge_order(&asked).await?;
        }
        let sent = self.now();
        self.perhaps_die_within(task, Duration::from_secs(4));
        match self.fate(vendor, departure.total) {
            Fate::Arrives(after, then) => {
                let patience = sent.plus(departure.total);
                if then != Ending::Whole {
                    self.counts.troubled += 1;
                }
                self.errands.insert(park, Errand { vendor, asked, then, patience });
                self.agenda.note(sent.plus(after), Happening::Arrive(park));
                let timeout = Happening::Return(park, Box::new(Err(HttpError::Timeout)));
                self.agenda.note(patience, timeout);
            }
            Fate::Fails(after, answer) => {
                self.counts.troubled += 1;
                self.agenda.note(sent.plus(after), Happening::Return(park, answer));
            }
        }
        Ok(())
    }

    fn fate(&self, vendor: &'static str, total: Duration) -> Fate {
        let dice = &self.dice.network;
        let latency = dice.millis(15, 350);
        let out = self.outages.get(vendor).is_some_and(|until| *until > self.now());
        let happens = |fault| dice.chance(self.rates.of(fault));
        let fails = |after, answer| Fate::Fails(after, Box::new(answer));
        let not_sent = || Err(HttpError::NotSent { detail: "connection refused".to_owned() });
        if happens(Fault::Unreachable) || (out && dice.chance(0.7)) {
            return fails(latency, not_sent());
        }
        if happens(Fault::LostRequest) || out {
            let silent = dice.chance(0.5);
            let after = if silent { total } else { latency };
            let error = if silent { HttpError::Timeout } else { reset() };
            return fails(after, Err(error));
        }
        if happens(Fault::RateLimit) {
            return fails(latency, Ok(answer(429, "{\"message\":\"Too Many Requests\"}")));
        }
        let early = dice.chance(0.5);
        if happens(Fault::ServerError) {
            if early {
                return fails(latency, Ok(answer(503, "upstream connect error")));
            }
            let kept = dice.chance(0.25);
            return Fate::Arrives(latency, if kept { Ending::Fails } else { Ending::BadGateway });
        }
        if happens(Fault::Garbage) {
            if early {
                return fails(latency, Ok(answer(200, "<html>one moment, please</html>")));
            }
            return Fate::Arrives(latency, Ending::Garbage);
        }
        let after = if happens(Fault::Slow) { dice.seconds(1, 18) } else { latency };
        if happens(Fault::LostAnswer) {
            return Fate::Arrives(after, if dice.chance(0.5) { Ending::Silence } else { Ending::Broken });
        }
        Fate::Arrives(after, Ending::Whole)
    }

    /// A request is there: the vendor acts, whether or not anybody waits for the answer.
    pub(crate) fn arrive(&mut self, park: ParkId) -> Step {
        let Some(errand) = self.errands.remove(&park) else { return Ok(()) };
        let (now, mut then) = (self.now(), Effects::default());
        let reply = match errand.vendor {
            "stripe" => {
                let fails = errand.then == Ending::Fails;
                self.stripe.answer(&errand.asked, now, fails, &mut then)
            }
            // Nobody pays in coins here, so that its books are empty when they are compared.
            "cryptomus" if errand.asked.path.last().is_some_and(|last| last == "list") => {
                Reply::ok(serde_json::json!({
                    "state": 0,
                    "result": { "items": [], "paginate": { "count": 0, "hasPages": false, "nextCursor": null } },
                }))
            }
            "cryptomus" => Reply::not_imitated(),
            _ => {
                let overrun = self.rates.of(Fault::Overrun);
                self.vapi.answer(&errand.asked, now, overrun, &mut then)
            }
        };
        self.note(format_args!("{} acts on {park}: {}", errand.vendor, reply.status));
        if reply.status == Reply::not_imitated().status {
            return self.broken("the vendors here know every request", errand.asked.line());
        }
        self.follow(errand.vendor, then);
        self.judge_lines()?;
        let back = now.plus(self.dice.network.millis(5, 200));
        if let Some(answer) = ended(errand.then, &reply).filter(|_| back < errand.patience) {
            self.agenda.note(back, Happening::Return(park, Box::new(answer)));
        }
        Ok(())
    }
}

/// What the asker sees of a reply; nothing, when nothing comes back.
fn ended(then: Ending, reply: &Reply) -> Option<Result<Answer, HttpError>> {
    Some(match then {
        Ending::Whole => Ok(answer(reply.status, &reply.body.to_string())),
        Ending::Fails => Ok(answer(500, &reply.body.to_string())),
        Ending::BadGateway => Ok(answer(502, "bad gateway")),
        Ending::Garbage => Ok(answer(200, "{\"id\": ")),
        Ending::Broken => Err(reset()),
        Ending::Silence => return None,
    })
}

fn reset() -> HttpError {
    HttpError::Broken { detail: "connection reset".to_owned() }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        cut: false,
    }
}

/// An answer for the trace.
pub(crate) fn words(answer: &Result<Answer, HttpError>) -> String {
    match answer {
        Ok(answer) => format!("{} {}", answer.status.as_u16(), short(&answer.body)),
        Err(error) => format!("{error:?}"),
    }
}

/// The beginning of a digest.
fn short(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..6])
}
