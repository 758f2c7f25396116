//! The client for calls (<https://elevenlabs.io/docs/api-reference/twilio/outbound-call>).

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderName, StatusCode};
use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use super::super::ElevenLabsAccess;
use super::news::tell;
use super::wire::{
    self, AgentOverride, Agents, ClientData, Conversation, MARK, OutboundCall, Overrides, Page, Placed,
    Prompt, Voice,
};
use crate::base_url::is_plain_id;
use crate::carrier::{AgentWords, CallOrder, Carrier, Placing, VendorCall};
use crate::ending::Telling;
use crate::http::{Answer, Request};
use crate::placing::{self, Numbers, placing, redacted};
use crate::redact::redact;
use crate::{Http, VendorError};

/// The most bytes of a conversation, which comes with its transcript.
const CONVERSATION: usize = 16 << 20;
/// The most conversations that are looked at for one that should be the only one.
const LOOKED_AT: usize = 5;
/// When a search surely knows of a call.
const SEARCH_KNOWS: Duration = Duration::from_secs(60);
/// The time of what carries none: whoever hears of it puts its own "now" in the place of what is later.
const BY_NOW: Instant = Instant::from_micros(i64::MAX);

/// ElevenLabs as a carrier: its agents call through a number of Twilio's that was imported there.
#[derive(Debug, Clone)]
pub struct ElevenLabsCalls {
    http: Http,
    access: ElevenLabsAccess,
}

impl ElevenLabsCalls {
    /// A client for the workspace of the key.
    pub const fn new(http: Http, access: ElevenLabsAccess) -> Self {
        Self { http, access }
    }

    fn with_key(&self, request: Request) -> Request {
        request.header(HeaderName::from_static("xi-api-key"), self.access.key.expose(), true)
    }

    fn get(&self, segments: &[&str]) -> Request {
        self.with_key(Request::get(self.access.base.join(segments)))
    }

    async fn send(&self, request: Request) -> Result<Answer, VendorError> {
        Ok(self.http.send(request).await?)
    }

    async fn conversation(&self, vendor_ref: &str) -> Result<Option<Conversation>, VendorError> {
        if !is_plain_id(vendor_ref) {
            return Ok(None);
        }
        let request = self.get(&["v1", "convai", "conversations", vendor_ref]).body_limit(CONVERSATION);
        let answer = self.send(request).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => answer.json().map(Some),
            _ => Err(refused(&answer)),
        }
    }
}

fn outbound_call(order: &CallOrder) -> OutboundCall<'_> {
    OutboundCall {
        agent_id: &order.assistant_ref,
        agent_phone_number_id: &order.number_ref,
        to_number: order.to.as_str(),
        conversation_initiation_client_data: ClientData {
            user_id: order.call.as_str(),
            dynamic_variables: BTreeMap::from([
                (MARK, order.call.as_str()),
                ("name", order.name.trim()),
                ("request", &*order.request),
            ]),
            conversation_config_override: order.words.as_ref().map(overrides),
        },
    }
}

/// What was published here of how the agent speaks, above what it is set to at ElevenLabs.
fn overrides(words: &AgentWords) -> Overrides<'_> {
    let language = words.language.split('-').next().unwrap_or_default();
    Overrides {
        agent: AgentOverride {
            first_message: words.first_message.as_deref(),
            language,
            prompt: Prompt { prompt: &words.instructions },
        },
        tts: words.voice.as_ref().map(|voice| Voice { voice_id: &voice.id }),
    }
}

#[async_trait]
impl Carrier for ElevenLabsCalls {
    async fn place(&self, order: &CallOrder) -> Placing {
        let url = self.access.base.join(&["v1", "convai", "twilio", "outbound-call"]);
        let request = self.with_key(Request::post(url).json(&outbound_call(order)));
        let sent = self.http.send(request).await;
        // A clear no may come as a success of the request.
        let said = sent.as_ref().ok().filter(|answer| answer.status.is_success());
        if let Some(no) = said.and_then(|answer| answer.json::<Placed>().ok()).filter(is_refusal) {
            let detail = redact(&no.message.unwrap_or_else(|| "no reason was given".to_owned()));
            return Placing::Refused { reason: NUMBERS.reason(400, &detail), detail };
        }
        let id = |answer: &Answer| answer.json().map(|placed: Placed| placed.conversation_id);
        placing(sent, id, words, |status, detail| NUMBERS.reason(status, detail))
    }

    /// Nobody promises that a search knows of a call at once.
    fn found_within(&self) -> Duration {
        SEARCH_KNOWS
    }

    /// Conversations are looked for by the user that we named, which is the attempt. A list does not show
    /// that name: should what it holds not be ours, it was not searched, and then nothing can be said.
    async fn find(&self, call: &CallId, _since: Instant) -> Result<Option<VendorCall>, VendorError> {
        let query = [("user_id", call.as_str()), ("page_size", "30")];
        let answer = self.send(self.get(&["v1", "convai", "conversations"]).query(&query)).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        let listed = answer.json::<Page>()?.conversations;
        for summary in listed.iter().take(LOOKED_AT) {
            let conversation = self.conversation(&summary.conversation_id).await?;
            if let Some(found) = conversation.filter(|found| found.ours().as_ref() == Some(call)) {
                return vendor_call(&found).map(Some);
            }
        }
        if listed.is_empty() {
            return Ok(None);
        }
        Err(VendorError::unreadable("the list is not of the conversations that were asked for"))
    }

    async fn look(&self, vendor_ref: &str) -> Result<Option<VendorCall>, VendorError> {
        self.conversation(vendor_ref).await?.as_ref().map(vendor_call).transpose()
    }

    /// ElevenLabs' interface has nothing by which a call is ended.
    fn ends_calls(&self) -> bool {
        false
    }

    async fn hang_up(&self, _vendor_ref: &str) -> Result<(), VendorError> {
        Err(VendorError::unreadable("ElevenLabs ends no call on request"))
    }

    async fn check(&self) -> Result<(), VendorError> {
        let request = self.get(&["v1", "convai", "agents"]).query(&[("page_size", "1")]);
        let answer = self.send(request).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        answer.json::<Agents>().map(|_| ())
    }
}

/// Whether an answer says that nothing was placed. With a call of Twilio's in it, that is not sure.
fn is_refusal(placed: &Placed) -> bool {
    placed.success == Some(false) && placed.call_sid.is_none()
}

fn vendor_call(conversation: &Conversation) -> Result<VendorCall, VendorError> {
    let Some(vendor_ref) = conversation.conversation_id.clone() else {
        return Err(VendorError::unreadable("the conversation has no id"));
    };
    match tell(conversation, BY_NOW) {
        Telling::News(news) => Ok(VendorCall { vendor_ref, call: conversation.ours(), news }),
        Telling::ReportDue | Telling::Nothing => {
            Err(VendorError::unreadable("the conversation says nothing"))
        }
    }
}

/// How its refusals name the two numbers of a call.
/// 21211, 21217 and 21214 are Twilio's numbers for a `To` that it cannot call.
const NUMBERS: Numbers = Numbers {
    called: &["to_number", "'to' phone", "'to' number", "21211", "21217", "21214"],
    calling: &["phone_number_id", "'from'", "unverified", "caller"],
};

/// ElevenLabs' own words, without personal data.
fn words(answer: &Answer) -> String {
    let said = answer.json::<wire::Refusal>().ok().and_then(wire::Refusal::words);
    redacted(answer, said)
}

fn refused(answer: &Answer) -> VendorError {
    placing::refused(answer, words(answer))
}
