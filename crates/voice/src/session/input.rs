//! What happens to a call.

use std::fmt;
use std::sync::Arc;

use ringwright_domain::Instant;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::{AskId, ChunkId, ToolId};
use super::setup::Phrase;
use crate::activity::Reading;
use crate::frame::{Frame, ulaw_encode};

/// Something that happens to a call. The driver hands it in with the time.
///
/// Answers to questions that nobody asks any more (an ask that was cancelled, a chunk that was cut) are ignored.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "most inputs are frames, and a box for each would cost more")]
pub enum Input {
    /// The caller's sound: the 20 ms that end now.
    #[serde(skip)]
    Frame(Frame),
    /// What a frame was reduced to; takes its place when a trace is replayed.
    Reading(Reading),
    /// The recogniser has words.
    Heard(Heard),
    /// Who listens from now on. Without this it is a recogniser that tells words as they are said.
    Ears {
        /// Whether it understands whole utterances only, and takes its time over each.
        whole: bool,
    },
    /// The model goes on with its reply.
    Token {
        /// The request that it answers.
        ask: AskId,
        /// The next piece of text.
        text: String,
    },
    /// The model wants a tool. It runs when [`super::Output::RunTool`] says so.
    ToolAsked {
        /// The request in which it wants it.
        ask: AskId,
        /// This use of the tool.
        tool: ToolId,
    },
    /// The model has nothing to add.
    ModelDone {
        /// The request that it has answered.
        ask: AskId,
    },
    /// A tool has finished, well or badly; its result is with the driver.
    ToolDone {
        /// Which use.
        tool: ToolId,
    },
    /// Sound of a chunk.
    Speech {
        /// The chunk.
        chunk: ChunkId,
        /// The next piece of its sound.
        sound: Sound,
    },
    /// All sound of a chunk is there.
    SpeechDone {
        /// The chunk.
        chunk: ChunkId,
    },
    /// A vendor fails.
    Trouble(Trouble),
    /// The carrier has played the chunk to its end.
    Played {
        /// The chunk.
        chunk: ChunkId,
    },
    /// The caller pressed a key: a digit, `*` or `#`.
    Key(char),
    /// The caller wrote something in place of saying it.
    Typed {
        /// The words; all that they want to say for now.
        text: String,
    },
    /// The carrier's connection is gone.
    SocketLost,
    /// The carrier's connection is back.
    SocketResumed,
    /// A phrase that was synthesised ahead.
    Prepared {
        /// Which.
        phrase: Phrase,
        /// Its sound.
        sound: Sound,
    },
    /// The agent is to say this when nobody speaks: a greeting, a word of the operator.
    Say {
        /// The words.
        text: String,
    },
    /// The agent wants to end the call when it has said what it has to say.
    EndCall,
    /// The caller has hung up.
    HungUp,
    /// The time that was asked for with [`super::Output::WakeAt`] has come.
    Wake,
}

/// Words of the recogniser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// All words of the present segment so far; a segment ends with its final.
    pub text: String,
    /// How sure they are.
    pub kind: HeardKind,
    /// When the sound of this segment began.
    pub from: Instant,
    /// Up to when the recogniser has listened.
    pub upto: Instant,
}

/// How sure words of a recogniser are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeardKind {
    /// They may still change.
    Interim,
    /// They stay, and the next words are another segment.
    Final,
    /// They stay, and the recogniser believes that the speaker is done.
    EndOfSpeech,
}

/// Who fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The recogniser: its connection ended, or it reported an error.
    Recogniser,
    /// The model, at this request.
    Model {
        /// The request.
        ask: AskId,
    },
    /// The synthesiser, at this chunk.
    Synthesiser {
        /// The chunk.
        chunk: ChunkId,
    },
}

/// Words are personal: only what kind of thing happened is shown.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(frame) => frame.fmt(f),
            Self::Reading(reading) => reading.fmt(f),
            Self::Heard(heard) => heard.fmt(f),
            Self::Token { ask, text } => write!(f, "Token({ask}, {} bytes)", text.len()),
            Self::ToolAsked { ask, tool } => write!(f, "ToolAsked({ask}, {tool})"),
            Self::ModelDone { ask } => write!(f, "ModelDone({ask})"),
            Self::ToolDone { tool } => write!(f, "ToolDone({tool})"),
            Self::Speech { chunk, sound } => write!(f, "Speech({chunk}, {sound:?})"),
            Self::SpeechDone { chunk } => write!(f, "SpeechDone({chunk})"),
            Self::Trouble(trouble) => trouble.fmt(f),
            Self::Played { chunk } => write!(f, "Played({chunk})"),
            Self::Key(_) => f.write_str("Key"),
            Self::Typed { text } => write!(f, "Typed({} bytes)", text.len()),
            Self::SocketLost => f.write_str("SocketLost"),
            Self::SocketResumed => f.write_str("SocketResumed"),
            Self::Prepared { phrase, .. } => write!(f, "Prepared({phrase:?})"),
            Self::Say { text } => write!(f, "Say({} bytes)", text.len()),
            Self::EndCall => f.write_str("EndCall"),
            Self::HungUp => f.write_str("HungUp"),
            Self::Ears { whole } => write!(f, "Ears(whole: {whole})"),
            Self::Wake => f.write_str("Wake"),
        }
    }
}

impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Heard({:?}, {} bytes, {} to {})", self.kind, self.text.len(), self.from, self.upto)
    }
}

/// Sound to be played: mu-law bytes at the rate of the call. In a trace only its length remains.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound(Arc<[u8]>);

impl Sound {
    /// Sound of mu-law bytes at the rate of the call.
    pub fn from_ulaw(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// Sound of samples at the rate of the call.
    pub fn from_samples(samples: &[i16]) -> Self {
        Self(samples.iter().map(|sample| ulaw_encode(*sample)).collect())
    }

    /// So many silent samples.
    pub fn silence(samples: usize) -> Self {
        Self(vec![0xff; samples].into())
    }

    /// Its bytes, one a sample.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Sound is personal: only its length is shown.
impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sound({} samples)", self.0.len())
    }
}

impl Serialize for Sound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.len().serialize(serializer)
    }
}

/// The longest sound that a trace may name: a minute at 16 kHz.
const LONGEST_IN_TRACE: usize = 960_000;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::silence(usize::deserialize(deserializer)?.min(LONGEST_IN_TRACE)))
    }
}
