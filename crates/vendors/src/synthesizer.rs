//! The port through which words become speech.

use std::fmt;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::BoxFuture;

use crate::VendorError;

/// How a synthesiser is to speak.
#[derive(Debug, Clone)]
pub struct SpeakOrder {
    /// Samples a second of the mu-law sound that it gives.
    pub hertz: u32,
    /// The language, such as `en` or `de-CH`.
    pub language: String,
    /// The vendor's name of the voice; its usual one for the language when missing.
    pub voice: Option<String>,
}

/// What comes of being asked to speak.
#[derive(Clone, PartialEq, Eq)]
pub enum SpeechNews {
    /// The next piece of a chunk's sound, mu-law.
    Sound {
        /// The chunk.
        chunk: u32,
        /// Its bytes.
        sound: Bytes,
    },
    /// All sound of a chunk is there.
    Done {
        /// The chunk.
        chunk: u32,
    },
    /// The vendor fails; nothing of what is still open will come.
    Trouble {
        /// How.
        error: VendorError,
    },
}

/// Sound is personal: only how much there is is shown.
impl fmt::Debug for SpeechNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sound { chunk, sound } => write!(f, "Sound({chunk}, {} bytes)", sound.len()),
            Self::Done { chunk } => write!(f, "Done({chunk})"),
            Self::Trouble { error } => write!(f, "Trouble({error})"),
        }
    }
}

/// A voice that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceOffer {
    /// The synthesiser's name of it, as in [`SpeakOrder::voice`].
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its language, such as `en`; none for a voice of many.
    pub language: Option<String>,
}

/// A company, or a program on this machine, that speaks.
pub trait Synthesizer: Send + Sync {
    /// The name in logs and figures, such as `deepgram`.
    fn name(&self) -> &'static str;

    /// Whether this name of a voice is one of its own.
    fn has_voice(&self, name: &str) -> bool;

    /// The voices that it has. Some have to be asked for.
    fn voices(&self) -> BoxFuture<'static, Result<Vec<VoiceOffer>, VendorError>>;

    /// Gets ready to speak in one call. Returns at once; it connects while it is polled.
    fn open(&self, order: &SpeakOrder) -> Box<dyn Speaking>;
}

/// One call that is spoken in. Chunks are spoken in the order in which they were asked for.
pub trait Speaking: Send {
    /// Has words spoken. Never waits.
    fn speak(&mut self, chunk: u32, text: &str);

    /// The sound of a chunk is no longer wanted. Its news may still come.
    fn cancel(&mut self, chunk: u32);

    /// The next news. Also does what the stream has to do, so that it must be polled.
    fn poll_sound(&mut self, context: &mut Context<'_>) -> Poll<SpeechNews>;
}
