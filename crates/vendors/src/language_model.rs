//! The port through which the agent thinks.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use serde_json::Value;

use crate::VendorError;

/// A tool that a model may use.
#[derive(Debug, Clone)]
pub struct ToolSpec {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The JSON schema of its arguments.
    pub parameters: Value,
}

/// A model's wish to use a tool.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The model's id of this use.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments: JSON, if the model kept to the schema.
    pub arguments: String,
}

/// One line of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    /// What the agent is and shall do.
    System(String),
    /// What the caller said.
    User(String),
    /// What the agent said, and the tools that it wanted.
    Assistant {
        /// The words.
        text: String,
        /// The tools.
        tools: Vec<ToolCall>,
    },
    /// What came of a tool.
    Tool {
        /// The model's id of the use.
        id: String,
        /// The result.
        result: String,
    },
}

/// What a model is asked.
#[derive(Clone)]
pub struct Question {
    /// The conversation so far.
    pub messages: Vec<Message>,
    /// The tools that it may use.
    pub tools: Arc<[ToolSpec]>,
    /// Which of the provider's models is asked; its usual one when missing.
    pub model: Option<Arc<str>>,
    /// The most tokens of the answer.
    pub most_tokens: u32,
}

/// Tokens that were used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Read.
    pub prompt: u32,
    /// Written.
    pub completion: u32,
}

/// The next part of an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Thought {
    /// More words.
    Text(String),
    /// A tool is wanted.
    Tool(ToolCall),
    /// That was all. With the tokens that it took, where the vendor tells.
    Done(Option<Tokens>),
    /// The vendor fails; nothing more comes.
    Trouble(VendorError),
}

/// Words are personal: only what kind of thing it is is shown.
impl fmt::Debug for Thought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Tool(tool) => write!(f, "Tool({})", tool.name),
            Self::Done(tokens) => write!(f, "Done({tokens:?})"),
            Self::Trouble(error) => write!(f, "Trouble({error})"),
        }
    }
}

/// A model that answers.
pub trait LanguageModel: Send + Sync {
    /// The name in logs and figures, such as `openai`.
    fn name(&self) -> &'static str;

    /// Does what makes the first answer faster: connects, learns the model's name. Best done before a call.
    fn get_ready(&self) -> BoxFuture<'static, ()>;

    /// Asks. The answer ends with `Done` or `Trouble`; dropping it ends the request.
    fn think(&self, question: Question) -> BoxStream<'static, Thought>;
}
