//! Somebody rings a number of ours.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::media::{self, Dialect, End, Identity, Note};
use super::signature::sign;
use super::twiml::{self, Verb};
use super::{Call, Status};
use crate::phones::caller::{Act, Caller};
use crate::phones::inbound::{MOST_STREAMS, Notes, Order, PATIENCE};
use crate::sound::voice::Mute;
use crate::world::{Vendor, World, lock};

impl World {
    /// Rings. Answers with the call's id at once.
    pub async fn ring(self: &Arc<Self>, order: Order) -> Result<String, Mute> {
        let acts = self.rehearse(&order.script).await?;
        let known = lock(&self.settings).twilio_account(order.account.as_deref());
        let (account, token) = known.ok_or_else(|| Mute("the account is not known".to_owned()))?;
        let call = Call {
            sid: sid("CA", &self.ids.uuid()),
            account,
            from: order.from.clone(),
            to: order.to.clone(),
            status: Status::Ringing,
            began_ms: self.now_ms(),
            ended_ms: None,
            notes: Notes::default(),
            error: None,
            stop: Arc::new(Notify::new()),
        };
        let sid = call.sid.clone();
        lock(&self.twilio).add(&sid, call);
        let (world, call) = (Arc::clone(self), sid.clone());
        self.spawn(async move {
            let outcome = world.hold(&call, &order.url, &token, acts).await;
            let now = world.now_ms();
            world.change_call(&call, |call| {
                (call.status, call.error) = match outcome {
                    Ok(status) => (status, None),
                    Err(error) => (Status::Failed, Some(error)),
                };
                call.ended_ms = Some(now);
            });
        });
        Ok(sid)
    }

    /// The fields that Twilio sends about a call.
    fn fields(&self, sid: &str) -> Option<Vec<(String, String)>> {
        let twilio = lock(&self.twilio);
        let call = twilio.get(sid)?;
        let fields = [
            ("AccountSid", call.account.as_str()),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", &call.sid),
            ("From", &call.from),
            ("To", &call.to),
            ("Called", &call.to),
            ("Caller", &call.from),
            ("CallStatus", call.status.name()),
            ("Direction", "inbound"),
            ("FromCountry", "US"),
            ("ToCountry", "US"),
        ];
        Some(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    /// Asks an address what to do.
    async fn ask(&self, url: &str, token: &str, fields: &[(String, String)]) -> Result<String, String> {
        let request = self.post.client().post(url).form(fields).timeout(PATIENCE);
        let request = request.header("X-Twilio-Signature", sign(token, url, fields));
        let answer =
            request.send().await.map_err(|error| format!("nobody answers at the address: {error}"))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| format!("the answer breaks off: {error}"))?;
        if status.is_success() { Ok(text) } else { Err(format!("the address answers with {status}")) }
    }

    /// Does what the address says, and asks again where a stream has ended and it wanted to be asked.
    async fn hold(&self, sid: &str, url: &str, token: &str, acts: Vec<Act>) -> Result<Status, String> {
        let fields = self.fields(sid).ok_or("the call was forgotten")?;
        let mut twiml = self.ask(url, token, &fields).await?;
        let mut caller = Caller::new(acts);
        let begun = Instant::now();
        for _ in 0..MOST_STREAMS {
            let (url, parameters, action) = match twiml::read(&twiml)? {
                Verb::Reject => return Ok(Status::Busy),
                Verb::Hangup => return Ok(Status::Completed),
                Verb::Connect { url, parameters, action } => (url, parameters, action),
            };
            let account = fields.first().map(|(_, value)| value.clone()).unwrap_or_default();
            let stream = self::sid("MZ", &self.ids.uuid());
            let who =
                Identity { dialect: Dialect::Twilio, account, call: sid.to_owned(), stream, parameters };
            let ended = self.stream(&who, &url, token, &mut caller, begun).await;
            match (action, ended) {
                (None, ended) => return ended.map(|_| Status::Completed),
                (Some(action), Ok(End::HungUp)) => {
                    self.ask(&action, token, &fields).await?;
                    return Ok(Status::Completed);
                }
                // The caller is still there.
                (Some(action), _) => twiml = self.ask(&action, token, &fields).await?,
            }
        }
        Err("the socket breaks again and again".to_owned())
    }

    /// One stream of a call, to its end.
    async fn stream(
        &self,
        who: &Identity,
        url: &str,
        token: &str,
        caller: &mut Caller,
        begun: Instant,
    ) -> Result<End, String> {
        let sid = &who.call;
        let socket = media::connect(url, &sign(token, url, &[]))
            .await
            .map_err(|error| format!("the socket does not open: {error}"))?;
        let stop = self.change_call(sid, |call| {
            call.status = Status::InProgress;
            Arc::clone(&call.stop)
        });
        let stop = stop.ok_or("the call was forgotten")?;
        let note = |at: Instant, note: Note| {
            self.change_call(sid, |call| call.notes.add(begun, at, note.words()));
        };
        let mishap = || self.mishap(Vendor::Twilio);
        let talked = media::talk(socket, who, caller, stop.notified(), note, mishap).await;
        talked.map_err(|error| format!("the socket breaks: {error}"))
    }
}

/// An identifier of Twilio: two letters and 32 hexadecimal digits.
fn sid(letters: &str, uuid: &str) -> String {
    format!("{letters}{}", uuid.replace('-', ""))
}
