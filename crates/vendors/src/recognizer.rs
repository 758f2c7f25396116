//! The port through which a caller's speech becomes words.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ringwright_domain::dialogue::Expect;

use crate::VendorError;

/// How a recogniser is to listen.
#[derive(Debug, Clone)]
pub struct ListenOrder {
    /// Samples a second of the mu-law sound that it gets.
    pub hertz: u32,
    /// The language, such as `en` or `de-CH`.
    pub language: String,
    /// Words that it is to expect: names, products.
    pub terms: Arc<[String]>,
}

/// How sure words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// They may still change.
    Interim,
    /// They stay, and the next words are another segment.
    Final,
    /// They stay, and the recogniser believes that the speaker is done.
    EndOfSpeech,
}

/// Words of a recogniser. Times count the sound that it was given, from the first sample on.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// All words of the present segment so far.
    pub text: String,
    /// How sure they are.
    pub certainty: Certainty,
    /// Where in the sound this segment begins.
    pub from: Duration,
    /// Up to where it has listened.
    pub upto: Duration,
}

/// Words are personal: only how many there are is shown.
impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, certainty, from, upto } = self;
        write!(f, "Words({certainty:?}, {} bytes, {from:?} to {upto:?})", text.len())
    }
}

/// A company, or a program on this machine, that understands speech.
pub trait Recognizer: Send + Sync {
    /// The name in logs and figures, such as `deepgram`.
    fn name(&self) -> &'static str;

    /// Whether it understands whole utterances only, some time after their end, and not word by word.
    fn is_whole(&self) -> bool {
        false
    }

    /// Begins to listen to one caller. Returns at once; it connects while it is polled, and keeps what it is given
    /// meanwhile.
    fn listen(&self, order: &ListenOrder) -> Box<dyn Listening>;
}

/// One caller who is listened to.
pub trait Listening: Send {
    /// Takes mu-law sound. Never waits: sound that does not fit is left out, the oldest first.
    fn hear(&mut self, sound: &[u8]);

    /// Asks for final words of all that was heard so far.
    fn finalize(&mut self);

    /// What the speaker was asked for, from now on. Who understands everything alike does nothing with it.
    fn expect(&mut self, _: Expect) {}

    /// Keeps the stream open while there is no sound.
    fn keep_alive(&mut self);

    /// The next words. Also does what the stream has to do, so that it must be polled.
    fn poll_words(&mut self, context: &mut Context<'_>) -> Poll<Result<Words, VendorError>>;
}
