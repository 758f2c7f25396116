//! Chat completions, streamed (<https://platform.openai.com/docs/api-reference/chat/create>).

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{BoxStream, StreamExt as _};

use super::OpenAiAccess;
use super::events::Events;
use super::wire::{CallDelta, Chunk, Models, Request};
use crate::language_model::{LanguageModel, Question, Thought, Tokens, ToolCall};
use crate::redact::redact;
use crate::stream::{Body, Pieces, Streams, failed, whole};
use crate::{Secret, VendorError};

/// A model that wants more tools in one answer is not given them.
const MOST_TOOLS: usize = 16;
/// The longest arguments of a tool.
const LONGEST_ARGUMENTS: usize = 32 * 1_024;

/// The most bytes of a list of models.
const LONGEST_LIST: usize = 2 << 20;

/// A model at an endpoint that speaks as OpenAI does.
#[derive(Debug, Clone)]
pub struct ChatModel {
    asking: Arc<Asking>,
}

#[derive(Debug)]
struct Asking {
    access: OpenAiAccess,
    /// The value of the header that proves who asks.
    bearer: Secret,
    streams: Streams,
    choice: ModelChoice,
    /// The first model of the endpoint, once it is known.
    first: OnceLock<String>,
}

/// Which model of an endpoint is asked.
#[derive(Debug, Clone)]
pub enum ModelChoice {
    /// This one.
    Named(String),
    /// The first that the endpoint offers; until it tells, this one.
    FirstOr(&'static str),
}

impl ChatModel {
    /// A model at an endpoint.
    pub fn new(access: OpenAiAccess, streams: Streams, choice: ModelChoice) -> Self {
        let bearer = Secret::new(format!("Bearer {}", access.key.expose()));
        Self { asking: Arc::new(Asking { access, bearer, streams, choice, first: OnceLock::new() }) }
    }
}

impl Asking {
    /// The name of the model. Asks the endpoint for it, once.
    async fn model(&self) -> String {
        let usual = match (&self.choice, self.first.get()) {
            (ModelChoice::Named(name), _) | (_, Some(name)) => return name.clone(),
            (ModelChoice::FirstOr(usual), None) => *usual,
        };
        match self.first_model().await {
            Ok(first) => self.first.get_or_init(|| first).clone(),
            Err(error) => {
                let vendor = self.access.name;
                tracing::warn!(vendor, %error, model = usual, "the models are not known; taking the usual");
                usual.to_owned()
            }
        }
    }

    async fn first_model(&self) -> Result<String, VendorError> {
        let url = self.access.base.join(&["models"]);
        let body = whole(self.streams.get(url, ("authorization", &self.bearer)), LONGEST_LIST).await?;
        let models: Models =
            serde_json::from_slice(&body).map_err(|_| VendorError::unreadable("the list of models"))?;
        let first = models.data.into_iter().next().map(|model| model.id);
        first.ok_or_else(|| VendorError::unreadable("the endpoint offers no model"))
    }

    async fn ask(self: Arc<Self>, question: Question) -> Pieces {
        let own = self.access.base.as_str().contains("api.openai.com");
        let model = match &question.model {
            Some(named) => named.to_string(),
            None => self.model().await,
        };
        let Ok(body) = serde_json::to_vec(&Request::new(&model, &question, own)) else {
            return failed(VendorError::unreadable("the question cannot be written as JSON"));
        };
        let url = self.access.base.join(&["chat", "completions"]);
        self.streams.post(url, ("authorization", &self.bearer), Body::json(body))
    }
}

impl LanguageModel for ChatModel {
    fn name(&self) -> &'static str {
        self.asking.access.name
    }

    fn get_ready(&self) -> BoxFuture<'static, ()> {
        let asking = Arc::clone(&self.asking);
        async move {
            // Asking for the name also opens a connection; where it is known, the list does no harm.
            if asking.first.get().is_some() || matches!(asking.choice, ModelChoice::Named(_)) {
                let _ = asking.first_model().await;
            } else {
                asking.model().await;
            }
        }
        .boxed()
    }

    fn think(&self, question: Question) -> BoxStream<'static, Thought> {
        let pieces = futures::stream::once(Arc::clone(&self.asking).ask(question)).flatten().boxed();
        futures::stream::unfold((pieces, Reader::default()), next).boxed()
    }
}

async fn next((mut pieces, mut reader): (Pieces, Reader)) -> Option<(Thought, (Pieces, Reader))> {
    loop {
        if let Some(thought) = reader.ready.pop_front() {
            return Some((thought, (pieces, reader)));
        }
        if reader.over {
            return None;
        }
        match pieces.next().await {
            Some(Ok(piece)) => reader.push(&piece),
            Some(Err(error)) => reader.fail(error),
            None => reader.end(),
        }
    }
}

/// Reads the events of an answer.
#[derive(Default)]
struct Reader {
    events: Events,
    ready: VecDeque<Thought>,
    tools: Vec<ToolCall>,
    tokens: Option<Tokens>,
    finished: bool,
    over: bool,
}

impl Reader {
    fn push(&mut self, piece: &[u8]) {
        let mut events = std::mem::take(&mut self.events);
        let read = events.push(piece, |data| self.event(data));
        self.events = events;
        if read.is_err() {
            self.fail(VendorError::unreadable("an event beyond all measure"));
        }
    }

    fn event(&mut self, data: &[u8]) {
        if self.over {
            return;
        }
        if data.trim_ascii() == b"[DONE]" {
            self.finished = true;
            return self.end();
        }
        let Ok(chunk) = serde_json::from_slice::<Chunk<'_>>(data) else {
            return self.fail(VendorError::unreadable("an event of the answer"));
        };
        if let Some(error) = chunk.error {
            let status = error["code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(500);
            let detail = redact(error["message"].as_str().unwrap_or_default());
            return self.fail(VendorError::Refused { status, code: None, detail });
        }
        if let Some(usage) = chunk.usage {
            self.tokens = Some(Tokens { prompt: usage.prompt_tokens, completion: usage.completion_tokens });
        }
        let Some(choice) = chunk.choices.into_iter().next() else { return };
        if let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) {
            self.ready.push_back(Thought::Text(text.into_owned()));
        }
        for call in choice.delta.tool_calls.into_iter().flatten() {
            self.tool(call);
        }
        self.finished |= choice.finish_reason.is_some();
    }

    fn tool(&mut self, delta: CallDelta<'_>) {
        if delta.index >= MOST_TOOLS {
            return;
        }
        while self.tools.len() <= delta.index {
            let id = format!("call_{}", self.tools.len());
            self.tools.push(ToolCall { id, name: String::new(), arguments: String::new() });
        }
        let tool = &mut self.tools[delta.index];
        if let Some(id) = delta.id.filter(|id| !id.is_empty()) {
            tool.id = id.into_owned();
        }
        let Some(function) = delta.function else { return };
        if let Some(name) = function.name.filter(|name| !name.is_empty()) {
            tool.name = name.into_owned();
        }
        if let Some(more) = function.arguments
            && tool.arguments.len() + more.len() <= LONGEST_ARGUMENTS
        {
            tool.arguments.push_str(&more);
        }
    }

    /// The answer is over, well if it was finished.
    fn end(&mut self) {
        if self.over {
            return;
        }
        if !self.finished {
            return self.fail(VendorError::Unreachable { detail: "the answer broke off".to_owned() });
        }
        let tools = std::mem::take(&mut self.tools);
        let named = tools.into_iter().filter(|tool| !tool.name.is_empty());
        self.ready.extend(named.map(Thought::Tool));
        self.ready.push_back(Thought::Done(self.tokens));
        self.over = true;
    }

    fn fail(&mut self, error: VendorError) {
        if !self.over {
            self.ready.push_back(Thought::Trouble(error));
            self.over = true;
        }
    }
}

/// What an answer that comes in these pieces says.
#[cfg(any(test, fuzzing))]
pub(super) fn read_pieces<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Thought> {
    let mut reader = Reader::default();
    for piece in pieces {
        reader.push(piece);
    }
    reader.end();
    reader.ready.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Vec<Thought> {
        read_pieces(std::iter::once(text.as_bytes()))
    }

    fn chunk(delta: &serde_json::Value, finish: Option<&str>) -> String {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish, "logprobs": null });
        let chunk = json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice] });
        format!("data: {chunk}\n\n")
    }

    #[test]
    fn words_come_as_they_are_written_and_the_tokens_at_the_end() {
        let text = chunk(&json!({ "role": "assistant", "content": "" }), None)
            + &chunk(&json!({ "content": "Hej" }), None)
            + ": PROCESSING\n\n"
            + &chunk(&json!({ "content": " \"du\"" }), None)
            + &chunk(&json!({}), Some("stop"))
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}\n\n"
            + "data: [DONE]\n\n";
        let tokens = Some(Tokens { prompt: 10, completion: 5 });
        let expected = [Thought::Text("Hej".into()), Thought::Text(" \"du\"".into()), Thought::Done(tokens)];
        assert!(read(&text) == expected);
    }

    #[test]
    fn a_tool_is_put_together_from_its_pieces() {
        let start = json!({ "tool_calls": [{ "index": 0, "id": "call_1", "type": "function",
            "function": { "name": "find_slots", "arguments": "" } }] });
        let more = |text: &str| json!({ "tool_calls": [{ "index": 0, "function": { "arguments": text } }] });
        let text = chunk(&start, None)
            + &chunk(&more("{\"day\":"), None)
            + &chunk(&more("\"monday\"}"), None)
            + &chunk(&json!({}), Some("tool_calls"))
            + "data: [DONE]\n\n";
        let tool = ToolCall {
            id: "call_1".into(),
            name: "find_slots".into(),
            arguments: "{\"day\":\"monday\"}".into(),
        };
        assert!(read(&text) == [Thought::Tool(tool), Thought::Done(None)]);
    }

    #[test]
    fn an_answer_that_breaks_off_or_fails_is_trouble() {
        let broken = read(&chunk(&json!({ "content": "Well" }), None));
        assert!(matches!(&broken[..], [Thought::Text(_), Thought::Trouble(VendorError::Unreachable { .. })]));
        let failed = read("data: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\n");
        assert!(matches!(&failed[..], [Thought::Trouble(VendorError::Refused { status: 429, .. })]));
        assert!(matches!(&read("data: {\n\n")[..], [Thought::Trouble(VendorError::Unreadable { .. })]));
    }

    proptest! {
        #[test]
        fn an_answer_always_ends_once(text in "(data: |\\{|\\}|\"choices\"|:|\\[|\\]|\n|DONE|[a-z]){0,60}") {
            let thoughts = read(&text);
            let ends = |thought: &&Thought| matches!(thought, Thought::Done(_) | Thought::Trouble(_));
            prop_assert_eq!(thoughts.iter().filter(ends).count(), 1);
            prop_assert!(thoughts.last().is_some_and(|last| ends(&last)));
        }
    }
}
