//! Chunks that are spoken one by one, each by an answer of its own: begun together, heard in order.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use tokio::time::Sleep;

use crate::VendorError;
use crate::sound::WaveToLine;
use crate::stream::Pieces;
use crate::synthesizer::{Speaking, SpeechNews};

/// The first sound of an answer must come within this. Sessions give up sooner.
const FIRST: Duration = Duration::from_secs(5);
/// The next piece of an answer must come within this.
const NEXT: Duration = Duration::from_secs(4);
/// Chunks that are begun before their turn.
const AHEAD: usize = 3;
/// Overflow rule: a chunk with more sound than this is trouble; 2 min of the telephone.
const LONGEST: usize = 120 * 16_000;

/// Asks for the sound of a text: a WAVE file of 16 bits, piece by piece.
pub(crate) type Ask = Box<dyn Fn(&str) -> Pieces + Send>;

/// A call that is spoken in by one answer for every chunk.
pub(crate) struct Utterances {
    ask: Ask,
    /// The rate of the telephone.
    hertz: u32,
    queue: VecDeque<Utterance>,
}

struct Utterance {
    chunk: u32,
    text: String,
    said: Option<Said>,
}

/// An answer that comes.
struct Said {
    pieces: Pieces,
    line: WaveToLine,
    /// Sound that came before its turn.
    early: Vec<u8>,
    bytes: usize,
    patience: Pin<Box<Sleep>>,
    over: bool,
}

impl Utterances {
    /// Speaks by `ask`, at a rate of the telephone.
    pub(crate) fn new(ask: Ask, hertz: u32) -> Self {
        Self { ask, hertz, queue: VecDeque::new() }
    }

    fn fail(&mut self, error: VendorError) -> Poll<SpeechNews> {
        self.queue.clear();
        Poll::Ready(SpeechNews::Trouble { error })
    }
}

impl Said {
    /// Takes in what has come.
    fn poll(&mut self, context: &mut Context<'_>) -> Result<(), VendorError> {
        while !self.over {
            match self.pieces.poll_next_unpin(context) {
                Poll::Ready(Some(piece)) => {
                    let sound = self.line.push(&piece?)?;
                    self.bytes += sound.len();
                    self.early.extend(sound);
                    if self.bytes > LONGEST {
                        return Err(VendorError::unreadable("sound beyond all measure"));
                    }
                    self.patience.as_mut().reset(tokio::time::Instant::now() + NEXT);
                }
                Poll::Ready(None) if self.bytes == 0 => return Err(VendorError::unreadable("no sound came")),
                Poll::Ready(None) => self.over = true,
                Poll::Pending => {
                    return if self.patience.as_mut().poll(context).is_ready() {
                        Err(VendorError::Timeout)
                    } else {
                        Ok(())
                    };
                }
            }
        }
        Ok(())
    }
}

impl Speaking for Utterances {
    fn speak(&mut self, chunk: u32, text: &str) {
        self.queue.push_back(Utterance { chunk, text: text.to_owned(), said: None });
    }

    fn cancel(&mut self, chunk: u32) {
        self.queue.retain(|utterance| utterance.chunk != chunk);
    }

    fn poll_sound(&mut self, context: &mut Context<'_>) -> Poll<SpeechNews> {
        let (ask, hertz) = (&self.ask, self.hertz);
        let mut failed = None;
        for utterance in self.queue.iter_mut().take(AHEAD) {
            let said = utterance.said.get_or_insert_with(|| Said {
                pieces: ask(&utterance.text),
                line: WaveToLine::new(hertz),
                early: Vec::new(),
                bytes: 0,
                patience: Box::pin(tokio::time::sleep(FIRST)),
                over: false,
            });
            if let Err(error) = said.poll(context) {
                failed = Some(error);
                break;
            }
        }
        if let Some(error) = failed {
            return self.fail(error);
        }
        let Some(first) = self.queue.front_mut() else { return Poll::Pending };
        let chunk = first.chunk;
        let Some(said) = &mut first.said else { return Poll::Pending };
        if !said.early.is_empty() {
            let sound = Bytes::from(std::mem::take(&mut said.early));
            return Poll::Ready(SpeechNews::Sound { chunk, sound });
        }
        if said.over {
            self.queue.pop_front();
            return Poll::Ready(SpeechNews::Done { chunk });
        }
        Poll::Pending
    }
}
