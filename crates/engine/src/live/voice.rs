//! The synthesiser of a call.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use ringwright_vendors::synthesizer::{SpeakOrder, Speaking, SpeechNews, Synthesizer};
use ringwright_voice::session::{ChunkId, Input, Sound, Trouble};

use super::prices::{Prices, Unit};
use super::prompts::{PromptKey, Prompts};

/// The synthesiser of a call.
pub(super) struct Voice {
    providers: Arc<[Arc<dyn Synthesizer>]>,
    current: usize,
    order: SpeakOrder,
    speaking: Option<Box<dyn Speaking>>,
    /// Chunks that are not spoken to their end.
    open: Vec<u32>,
    /// What is known without asking.
    ready: VecDeque<Input>,
    prompts: Prompts,
    /// Texts worth keeping.
    worth: Arc<[String]>,
    /// What is being kept: its chunk, its text, its sound so far.
    keeping: Vec<(u32, String, Vec<u8>)>,
    /// Letters that each provider was asked for.
    letters: Vec<u64>,
}

impl Voice {
    pub(super) fn new(
        providers: Arc<[Arc<dyn Synthesizer>]>,
        order: SpeakOrder,
        prompts: Prompts,
        worth: Arc<[String]>,
    ) -> Self {
        let providers = by_voice(&providers, order.voice.as_deref());
        let letters = vec![0; providers.len()];
        let mut voice = Self {
            providers,
            current: 0,
            order,
            speaking: None,
            open: Vec::new(),
            ready: VecDeque::new(),
            prompts,
            worth,
            keeping: Vec::new(),
            letters,
        };
        voice.begin();
        voice
    }

    /// Opens the synthesiser whose turn it is.
    fn begin(&mut self) {
        let next = self.current.checked_rem(self.providers.len()).and_then(|at| self.providers.get(at));
        self.speaking =
            next.map(|next| next.open(&SpeakOrder { voice: self.voice_of(&**next), ..self.order.clone() }));
    }

    /// The chosen voice, if it is this synthesiser's or nobody's that we know.
    fn voice_of(&self, provider: &dyn Synthesizer) -> Option<String> {
        let chosen = self.order.voice.as_deref()?;
        let nobodys = || !self.providers.iter().any(|provider| provider.has_voice(chosen));
        let is_first = || self.current.checked_rem(self.providers.len()) == Some(0);
        (provider.has_voice(chosen) || (is_first() && nobodys())).then(|| chosen.to_owned())
    }

    /// Has a chunk spoken.
    pub(super) fn speak(&mut self, chunk: ChunkId, text: &str) {
        if let Some(sound) = self.known(text) {
            self.ready.push_back(Input::Speech { chunk, sound });
            self.ready.push_back(Input::SpeechDone { chunk });
            return;
        }
        let Some(speaking) = &mut self.speaking else {
            self.ready.push_back(Input::Trouble(Trouble::Synthesiser { chunk }));
            return;
        };
        let at = self.current.checked_rem(self.letters.len()).unwrap_or(0);
        if let Some(letters) = self.letters.get_mut(at) {
            *letters += text.chars().count() as u64;
        }
        self.open.push(chunk.0);
        if self.worth.iter().any(|worth| worth == text) {
            self.keeping.push((chunk.0, text.to_owned(), Vec::new()));
        }
        speaking.speak(chunk.0, text);
    }

    pub(super) fn cancel(&mut self, chunk: ChunkId) {
        self.close(chunk.0);
        self.keeping.retain(|(kept, _, _)| *kept != chunk.0);
        if let Some(speaking) = &mut self.speaking {
            speaking.cancel(chunk.0);
        }
    }

    /// Has the next synthesiser speak.
    pub(super) fn switch(&mut self) {
        self.current += 1;
        self.keeping.clear();
        self.open.clear();
        self.begin();
    }

    /// Letters that were asked for, and what they take.
    pub(super) fn used(&self, prices: &Prices) -> (u64, u64) {
        let take = |(provider, letters): (&Arc<dyn Synthesizer>, &u64)| {
            prices.of(provider.name(), Unit::ThousandLetters, *letters)
        };
        (self.letters.iter().sum(), self.providers.iter().zip(&self.letters).map(take).sum())
    }

    /// The name of the synthesiser that speaks.
    pub(super) fn name(&self) -> &'static str {
        let at = self.current.checked_rem(self.providers.len()).unwrap_or(0);
        self.providers.get(at).map_or("none", |provider| provider.name())
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Input> {
        if let Some(input) = self.ready.pop_front() {
            return Poll::Ready(input);
        }
        let Some(speaking) = &mut self.speaking else { return Poll::Pending };
        loop {
            match std::task::ready!(speaking.poll_sound(context)) {
                SpeechNews::Sound { chunk, sound } => {
                    if let Some((_, _, kept)) = self.keeping.iter_mut().find(|(id, _, _)| *id == chunk) {
                        kept.extend_from_slice(&sound);
                    }
                    let sound = Sound::from_ulaw(&sound);
                    return Poll::Ready(Input::Speech { chunk: ChunkId(chunk), sound });
                }
                SpeechNews::Done { chunk } => {
                    self.close(chunk);
                    self.keep(chunk);
                    return Poll::Ready(Input::SpeechDone { chunk: ChunkId(chunk) });
                }
                SpeechNews::Trouble { error } => {
                    let failed = self.open.first().copied();
                    self.open.clear();
                    self.keeping.clear();
                    // Without a chunk that waits nothing is lost: the next one connects anew.
                    if let Some(chunk) = failed {
                        let vendor = self.name();
                        tracing::warn!(vendor, %error, "the synthesiser fails");
                        return Poll::Ready(Input::Trouble(Trouble::Synthesiser { chunk: ChunkId(chunk) }));
                    }
                }
            }
        }
    }

    fn close(&mut self, chunk: u32) {
        self.open.retain(|open| *open != chunk);
    }

    fn keep(&mut self, chunk: u32) {
        let Some(at) = self.keeping.iter().position(|(id, _, _)| *id == chunk) else { return };
        let (_, text, sound) = self.keeping.swap_remove(at);
        if !sound.is_empty() {
            self.prompts.put(self.key(&text), &sound);
        }
    }

    /// The sound of a phrase that was spoken before.
    pub(super) fn known(&self, text: &str) -> Option<Sound> {
        self.prompts.get(&self.key(text))
    }

    /// What a phrase in this voice is known by.
    pub(super) fn key(&self, text: &str) -> PromptKey {
        PromptKey {
            vendor: self.name(),
            voice: self.order.voice.clone().unwrap_or_else(|| self.order.language.clone()),
            hertz: self.order.hertz,
            text: text.to_owned(),
        }
    }
}

/// The synthesisers with the one first that has a voice.
fn by_voice(providers: &Arc<[Arc<dyn Synthesizer>]>, voice: Option<&str>) -> Arc<[Arc<dyn Synthesizer>]> {
    let has = |provider: &Arc<dyn Synthesizer>| voice.is_some_and(|voice| provider.has_voice(voice));
    match providers.iter().position(has) {
        None | Some(0) => Arc::clone(providers),
        Some(at) => {
            let others = providers.iter().enumerate().filter(|(place, _)| *place != at);
            std::iter::once(&providers[at]).chain(others.map(|(_, provider)| provider)).cloned().collect()
        }
    }
}
