//! Somebody rings a number of ours at Telnyx.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::sign::sign;
use super::{Call, Command};
use crate::phones::caller::{Act, Caller};
use crate::phones::inbound::{MOST_STREAMS, Notes, Order, PATIENCE};
use crate::sound::voice::Mute;
use crate::twilio::media::{self, Dialect, End, Identity, Note};
use crate::world::{Vendor, World, iso, lock};

/// A call that nobody commands is over after this.
const UNCOMMANDED: Duration = Duration::from_secs(30);
/// A message that is not taken is told again so often.
const TRIES: usize = 3;

/// How a call went on after a stream.
enum Went {
    /// It is over, in this state.
    Over(&'static str),
    /// It is up, and its sound goes nowhere.
    On(&'static str),
}

impl World {
    /// Rings. Answers with the call's id at once.
    pub async fn ring_by_telnyx(self: &Arc<Self>, order: Order) -> Result<String, Mute> {
        let acts = self.rehearse(&order.script).await?;
        let id = format!("v3:{}", self.ids.uuid());
        let (commands, wanted) = mpsc::unbounded_channel();
        let call = Call {
            from: order.from.clone(),
            to: order.to.clone(),
            state: "ringing",
            notes: Notes::default(),
            error: None,
            obeyed: Vec::new(),
            commands,
        };
        lock(&self.telnyx).add(&id, call);
        let (world, call) = (Arc::clone(self), id.clone());
        self.spawn(async move {
            let outcome = world.hold_for_telnyx(&call, &order, acts, wanted).await;
            world.change_telnyx_call(&call, |call| {
                (call.state, call.error) = match outcome {
                    Ok(state) => (state, None),
                    Err(error) => ("failed", Some(error)),
                };
            });
            // The end is told as well; nobody has to care.
            let _ = world.tell_of(&order, &call, "call.hangup", json!({"state": "hangup"})).await;
        });
        Ok(id)
    }

    /// Tells of a call until it is taken.
    async fn tell_of(&self, order: &Order, call: &str, kind: &str, more: Value) -> Result<(), String> {
        let now = self.now_ms();
        let mut payload = json!({
            "call_control_id": call, "connection_id": "7267000000000000001", "call_leg_id": call,
            "call_session_id": call, "client_state": null, "from": order.from, "to": order.to,
            "direction": "incoming",
        });
        crate::faults::merge(&mut payload, &more);
        let data = json!({
            "record_type": "event", "event_type": kind, "id": self.ids.uuid(), "occurred_at": iso(now),
            "payload": payload,
        });
        let mut failed = String::new();
        for attempt in 1..=TRIES {
            let body =
                json!({"data": data, "meta": {"attempt": attempt, "delivered_to": order.url}}).to_string();
            let seconds = self.now_s();
            let request = self.post.client().post(&order.url).timeout(PATIENCE);
            let request = request
                .header("content-type", "application/json")
                .header("telnyx-timestamp", seconds.to_string())
                .header("telnyx-signature-ed25519", sign(seconds, &body));
            match request.body(body).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) => failed = format!("the address answers with {}", answer.status()),
                Err(error) => failed = format!("nobody answers at the address: {error}"),
            }
        }
        Err(failed)
    }

    /// Tells of the ring, and does what it is told.
    async fn hold_for_telnyx(
        &self,
        id: &str,
        order: &Order,
        acts: Vec<Act>,
        mut wanted: mpsc::UnboundedReceiver<Command>,
    ) -> Result<&'static str, String> {
        self.tell_of(order, id, "call.initiated", json!({"state": "parked"})).await?;
        let mut caller = Caller::new(acts);
        let begun = Instant::now();
        for _ in 0..MOST_STREAMS {
            let command = tokio::time::timeout(UNCOMMANDED, wanted.recv()).await;
            let url = match command.map_err(|_| "nobody says what to do with the call".to_owned())? {
                Some(Command::Stream(url)) => url,
                Some(Command::Reject) => return Ok("busy"),
                Some(Command::HangUp) | None => return Ok("completed"),
            };
            match self.stream_for_telnyx(id, &url, &mut caller, begun, &mut wanted).await {
                Went::Over(state) => return Ok(state),
                Went::On(kind) => self.tell_of(order, id, kind, json!({"stream_url": url})).await?,
            }
        }
        Err("the socket breaks again and again".to_owned())
    }

    /// One stream of a call, to its end.
    async fn stream_for_telnyx(
        &self,
        id: &str,
        url: &str,
        caller: &mut Caller,
        begun: Instant,
        wanted: &mut mpsc::UnboundedReceiver<Command>,
    ) -> Went {
        let note = |at: Instant, note: Note| self.note_telnyx_call(id, begun, at, note.words());
        // Telnyx signs no socket.
        let Ok(socket) = media::connect(url, "").await else {
            self.note_telnyx_call(id, begun, Instant::now(), "the socket does not open".to_owned());
            return Went::On("streaming.failed");
        };
        self.change_telnyx_call(id, |call| call.state = "active");
        let who = Identity {
            dialect: Dialect::Telnyx,
            account: "3e6f995f-85f7-4705-9741-53b116d28237".to_owned(),
            call: id.to_owned(),
            stream: self.ids.uuid(),
            parameters: Vec::new(),
        };
        let mishap = || self.mishap(Vendor::Telnyx);
        let stop = async {
            while let Some(command) = wanted.recv().await {
                if command == Command::HangUp {
                    break;
                }
            }
        };
        match media::talk(socket, &who, caller, stop, note, mishap).await {
            Ok(End::HungUp) => Went::Over("completed"),
            // The caller is still there.
            Ok(End::Closed) => Went::On("streaming.stopped"),
            Err(_) => Went::On("streaming.failed"),
        }
    }

    fn note_telnyx_call(&self, id: &str, begun: Instant, at: Instant, what: String) {
        self.change_telnyx_call(id, |call| call.notes.add(begun, at, what));
    }
}
