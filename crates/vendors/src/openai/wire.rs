//! Chat completions as they are asked for and as they come (openai-openapi, 2026-08-21).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::language_model::{Message, Question, ToolCall};

#[derive(Serialize)]
pub(super) struct Request<'a> {
    model: &'a str,
    messages: Vec<RequestMessage<'a>>,
    stream: bool,
    stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<RequestTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct RequestMessage<'a> {
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<RequestCall<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

#[derive(Serialize)]
struct RequestCall<'a> {
    id: &'a str,
    r#type: &'static str,
    function: RequestFunction<'a>,
}

#[derive(Serialize)]
struct RequestFunction<'a> {
    name: &'a str,
    arguments: &'a str,
}

#[derive(Serialize)]
struct RequestTool<'a> {
    r#type: &'static str,
    function: RequestSpec<'a>,
}

#[derive(Serialize)]
struct RequestSpec<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
}

impl<'a> Request<'a> {
    /// A request. OpenAI's own models know only the newer name of the limit, others often only the older.
    pub(super) fn new(model: &'a str, question: &'a Question, own: bool) -> Self {
        let tools = question.tools.iter().map(|tool| RequestTool {
            r#type: "function",
            function: RequestSpec {
                name: &tool.name,
                description: &tool.description,
                parameters: &tool.parameters,
            },
        });
        let most = question.most_tokens;
        Self {
            model,
            messages: question.messages.iter().map(message).collect(),
            stream: true,
            stream_options: StreamOptions { include_usage: true },
            tools: tools.collect(),
            max_tokens: (!own).then_some(most),
            max_completion_tokens: own.then_some(most),
        }
    }
}

fn message(message: &Message) -> RequestMessage<'_> {
    let plain = |role, content| RequestMessage {
        role,
        content: Some(content),
        tool_calls: Vec::new(),
        tool_call_id: None,
    };
    match message {
        Message::System(text) => plain("system", text),
        Message::User(text) => plain("user", text),
        Message::Assistant { text, tools } => RequestMessage {
            content: (!text.is_empty() || tools.is_empty()).then_some(text),
            tool_calls: tools.iter().map(call).collect(),
            ..plain("assistant", text)
        },
        Message::Tool { id, result } => RequestMessage { tool_call_id: Some(id), ..plain("tool", result) },
    }
}

fn call(tool: &ToolCall) -> RequestCall<'_> {
    let function = RequestFunction { name: &tool.name, arguments: &tool.arguments };
    RequestCall { id: &tool.id, r#type: "function", function }
}

/// One event of a stream.
#[derive(Deserialize)]
pub(super) struct Chunk<'a> {
    #[serde(borrow, default)]
    pub(super) choices: Vec<Choice<'a>>,
    #[serde(default)]
    pub(super) usage: Option<Usage>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow, default)]
    pub(super) delta: Delta<'a>,
    #[serde(borrow, default)]
    pub(super) finish_reason: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Default)]
pub(super) struct Delta<'a> {
    #[serde(borrow, default)]
    pub(super) content: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) tool_calls: Option<Vec<CallDelta<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct CallDelta<'a> {
    #[serde(default)]
    pub(super) index: usize,
    #[serde(borrow, default)]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) function: Option<FunctionDelta<'a>>,
}

#[derive(Deserialize)]
pub(super) struct FunctionDelta<'a> {
    #[serde(borrow, default)]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) arguments: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Usage {
    #[serde(default)]
    pub(super) prompt_tokens: u32,
    #[serde(default)]
    pub(super) completion_tokens: u32,
}

/// The models of an endpoint.
#[derive(Deserialize)]
pub(super) struct Models {
    pub(super) data: Vec<Model>,
}

#[derive(Deserialize)]
pub(super) struct Model {
    pub(super) id: String,
}
