//! What a call wants done.

use std::fmt;

use ringwright_domain::Instant;
use serde::{Serialize, Serializer};

use super::ids::{AskId, ChunkId, ToolId, TurnId};
use super::measure::Measure;
use crate::frame::Frame;
use crate::turn::Millis;

/// Something that the driver is to do. Commands are never dropped; sound may be.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// Send this sound to the carrier now.
    #[serde(serialize_with = "as_nothing")]
    Play(Frame),
    /// Have the carrier throw away what it has not played.
    ClearPlayback,
    /// Have the carrier report when it has played what was sent before this.
    Mark {
        /// The chunk that ends here.
        chunk: ChunkId,
    },
    /// Send this sound to the recogniser.
    #[serde(serialize_with = "as_nothing")]
    Hear(Frame),
    /// Have the recogniser finish the words that it has.
    Finalize,
    /// Ask the model for a reply.
    Think {
        /// The reply that is wanted.
        turn: TurnId,
        /// This request.
        ask: AskId,
        /// What the caller has said since the last entry; empty when tools or a failed model are the cause.
        text: String,
        /// What the caller has keyed in since.
        keys: String,
        /// Why.
        cause: Cause,
        /// Whether the caller may yet go on: then nothing may be done that can't be undone, until the turn is
        /// confirmed.
        speculative: bool,
        /// How many entries precede it.
        after: u32,
    },
    /// The caller is done: the reply is spoken, its tools run.
    Confirm {
        /// The reply.
        turn: TurnId,
    },
    /// The caller went on: the reply is forgotten. Nothing of it was heard.
    Discard {
        /// The reply.
        turn: TurnId,
    },
    /// End a request to the model.
    CancelModel {
        /// The request.
        ask: AskId,
    },
    /// Run a tool that the model wants.
    RunTool {
        /// The reply that needs it.
        turn: TurnId,
        /// Which use.
        tool: ToolId,
    },
    /// A tool took too long; the model goes on without its result.
    GiveUpTool {
        /// Which use.
        tool: ToolId,
    },
    /// Have this spoken; its sound comes back as [`super::Input::Speech`].
    Speak {
        /// The chunk.
        chunk: ChunkId,
        /// The reply that it belongs to, if it is part of one.
        turn: Option<TurnId>,
        /// The words.
        text: String,
    },
    /// The sound of this chunk is no longer wanted.
    CancelSpeech {
        /// The chunk.
        chunk: ChunkId,
    },
    /// A line of the transcript, and of the model's history. What the agent said is here only as far as heard.
    Entry(Entry),
    /// Use the next provider of this kind from now on.
    Switch {
        /// The kind.
        part: Part,
    },
    /// Something that should not happen did.
    Incident(Incident),
    /// How long something took.
    Measure(Measure),
    /// End the call.
    HangUp(EndReason),
    /// Nothing more to do before this time, unless something happens. The last of every drain.
    WakeAt(Instant),
}

/// Words are personal: only what kind of thing is wanted is shown.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Play(frame) => write!(f, "Play({frame:?})"),
            Self::ClearPlayback => f.write_str("ClearPlayback"),
            Self::Mark { chunk } => write!(f, "Mark({chunk})"),
            Self::Hear(frame) => write!(f, "Hear({frame:?})"),
            Self::Finalize => f.write_str("Finalize"),
            Self::Think { turn, ask, cause, speculative, .. } => {
                write!(f, "Think({turn}, {ask}, {cause:?}, speculative: {speculative})")
            }
            Self::Confirm { turn } => write!(f, "Confirm({turn})"),
            Self::Discard { turn } => write!(f, "Discard({turn})"),
            Self::CancelModel { ask } => write!(f, "CancelModel({ask})"),
            Self::RunTool { turn, tool } => write!(f, "RunTool({turn}, {tool})"),
            Self::GiveUpTool { tool } => write!(f, "GiveUpTool({tool})"),
            Self::Speak { chunk, turn, text } => write!(f, "Speak({chunk}, {turn:?}, {} bytes)", text.len()),
            Self::CancelSpeech { chunk } => write!(f, "CancelSpeech({chunk})"),
            Self::Entry(entry) => entry.fmt(f),
            Self::Switch { part } => write!(f, "Switch({part:?})"),
            Self::Incident(incident) => incident.fmt(f),
            Self::Measure(measure) => measure.fmt(f),
            Self::HangUp(reason) => write!(f, "HangUp({reason:?})"),
            Self::WakeAt(at) => write!(f, "WakeAt({at})"),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, speaker, kind, text, .. } = self;
        write!(f, "Entry({number}, {speaker:?}, {kind:?}, {} bytes)", text.len())
    }
}

fn as_nothing<S: Serializer>(_: &Frame, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_unit()
}

/// Why the model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The caller has spoken or pressed keys.
    Caller,
    /// The tools that it wanted are done.
    Tools,
    /// The model before it failed.
    Retry,
}

/// A kind of vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Speech to text.
    Recogniser,
    /// The language model.
    Model,
    /// Text to speech.
    Synthesiser,
}

/// A line of the transcript.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place, from 0 on.
    pub number: u32,
    /// Whose words.
    pub speaker: Speaker,
    /// The reply that it led to or belongs to, if any.
    pub turn: Option<TurnId>,
    /// The words.
    pub text: String,
    /// What they are.
    pub kind: EntryKind,
    /// When they began to sound.
    pub at: Instant,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The person on the telephone.
    Caller,
    /// We.
    Agent,
}

/// What a line of the transcript is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Words, to their end.
    Whole,
    /// Words that the caller cut short; only what was heard.
    Cut,
    /// Keys.
    Keys,
    /// A "mm-hm" while the agent spoke.
    Aside,
    /// What the agent said by itself: a filler, a question whether the caller is there.
    Phrase,
}

/// Something that should not happen. The call goes on if it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Incident {
    /// Nobody spoke though the agent owed a reply.
    DeadAir {
        /// Silence since the caller's last sound.
        silence: Millis,
    },
    /// The model's first words did not come in time.
    NoFirstToken,
    /// The model stopped in the middle, or failed there.
    ReplyBroken,
    /// The model ended without a word.
    EmptyReply,
    /// The sound of a sentence did not come in time.
    NoFirstAudio,
    /// The caller speaks and the recogniser has no word.
    RecogniserDeaf,
    /// A vendor reported trouble.
    VendorTrouble {
        /// Which kind.
        part: Part,
    },
    /// No reply came about in time, and the caller was asked to repeat.
    ReplyGivenUp,
    /// A tool was given up.
    ToolGivenUp,
    /// The carrier's connection is gone.
    SocketLost,
    /// Noise kept the agent waiting too long; it no longer waits for noise.
    NoiseTooLong,
    /// The caller's turn did not end, and was ended.
    TurnTooLong,
    /// Sound or text beyond the limits was left out.
    Overflow,
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The agent had nothing more to do.
    AgentDone,
    /// The caller said nothing, even when asked.
    CallerSilent,
    /// The longest duration was reached.
    LongestReached,
    /// The carrier's connection did not come back.
    SocketLost,
    /// The vendors did not work.
    VendorsDown,
    /// The caller hung up.
    CallerHungUp,
}
