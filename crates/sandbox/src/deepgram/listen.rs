//! Live transcription, without input or output: sound goes in with the time, messages come out when they are due.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::results::{Kind, results};
use super::wish::Wish;
use crate::sound::codec::{Encoding, to_mulaw};
use crate::sound::ear::{Ear, Heard, Stretch};
use crate::sound::phrases::Phrases;
use crate::sound::settings::{Speech, ms};
use crate::sound::{RATE, seconds};

/// Samples that are judged at once: 20 ms.
const PIECE: usize = 160;
/// Silence that is shorter belongs to the speech, whatever was wished: 60 ms.
const BREATH: u64 = 480;
/// Without endpointing, results become final after so much silence, though nobody is said to have paused: 1 s.
const LULL: u64 = 8_000;
/// Speech that goes on is final up to here after so long: 5 s.
const LONG: u64 = 40_000;
/// Silence that goes on is told after so long: 3 s.
const QUIET: u64 = 24_000;

/// One stream of live transcription.
pub struct Listener {
    wish: Wish,
    speech: Speech,
    request: String,
    ear: Ear,
    /// Bytes that are half a sample.
    rest: Vec<u8>,
    due: VecDeque<(Instant, Value)>,
    /// Where what is not final yet begins.
    from: u64,
    speaking: bool,
    last_interim: u64,
    told: usize,
    last_word: Option<u64>,
    strangers: usize,
}

impl Listener {
    /// A stream that begins.
    pub fn new(wish: Wish, speech: Speech, request: String, phrases: Arc<Phrases>) -> Self {
        Self {
            wish,
            speech,
            request,
            ear: Ear::new(phrases),
            rest: Vec::new(),
            due: VecDeque::new(),
            from: 0,
            speaking: false,
            last_interim: 0,
            told: 0,
            last_word: None,
            strangers: 0,
        }
    }

    /// Learns what has become known since.
    pub fn learn(&mut self, phrases: Arc<Phrases>) {
        self.ear.learn(phrases);
    }

    /// Seconds of sound so far.
    pub fn duration(&self) -> f64 {
        seconds(self.ear.at())
    }

    /// When the next message is due.
    pub fn next_due(&self) -> Option<Instant> {
        self.due.front().map(|(at, _)| *at)
    }

    /// The next message, if it is due.
    pub fn take(&mut self, now: Instant) -> Option<Value> {
        self.next_due().filter(|at| *at <= now)?;
        self.due.pop_front().map(|(_, message)| message)
    }

    /// Hears sound that arrived at `now`.
    pub fn hear(&mut self, now: Instant, bytes: &[u8]) {
        let codes = self.on_the_line(bytes);
        for piece in codes.chunks(PIECE) {
            self.ear.hear(piece);
            self.judge(now);
        }
    }

    /// The sound as µ-law at 8 kHz.
    fn on_the_line(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.wish.encoding == Encoding::Mulaw && self.wish.rate == RATE {
            return bytes.to_vec();
        }
        let step = usize::try_from(self.wish.rate / RATE).unwrap_or(1).max(1);
        let whole = step * self.wish.encoding.width();
        self.rest.extend_from_slice(bytes);
        let usable = self.rest.len() - self.rest.len() % whole;
        let rest = self.rest.split_off(usable);
        let samples = self.wish.encoding.read(&std::mem::replace(&mut self.rest, rest));
        samples.into_iter().step_by(step).map(to_mulaw).collect()
    }

    fn judge(&mut self, now: Instant) {
        let at = self.ear.at();
        let silence = self.ear.silence().unwrap_or(u64::MAX);
        // Voice that is new since the last result; what was told already does not begin once more.
        let new = self.ear.voice.filter(|voice| voice.end > self.from);
        if let Some(voice) = new.filter(|_| !self.speaking) {
            self.speaking = true;
            self.last_interim = at;
            let begun = voice.start.max(self.from);
            if self.wish.vad_events {
                let started =
                    json!({"type": "SpeechStarted", "channel": [0, 1], "timestamp": seconds(begun)});
                self.push(now + ms(self.speech.deepgram.interim_ms), started);
            }
        }
        let pause = self.wish.endpointing.map_or(LULL, |ms| samples(ms).max(BREATH));
        if self.speaking && silence >= pause {
            let speech_final = self.wish.endpointing.is_some();
            self.conclude(now, Kind { is_final: true, speech_final, from_finalize: false });
        } else if self.speaking && at - self.from >= LONG && !self.ear.words().is_empty() {
            self.conclude(now, Kind { is_final: true, ..Kind::default() });
            self.speaking = true;
        } else if !self.speaking && self.wish.interim && at - self.from >= QUIET {
            self.conclude(now, Kind { is_final: true, ..Kind::default() });
        }
        self.interim(now);
        self.utterance_end(now);
    }

    fn interim(&mut self, now: Instant) {
        let at = self.ear.at();
        let every = samples(self.speech.deepgram.interim_every_ms);
        let words = self.ear.words();
        if !self.wish.interim || words.len() <= self.told || at - self.last_interim < every {
            return;
        }
        self.told = words.len();
        self.last_interim = at;
        let message = results(&self.request, &self.wish, words, (self.from, at), Kind::default());
        self.push(now + ms(self.speech.deepgram.interim_ms), message);
    }

    fn utterance_end(&mut self, now: Instant) {
        let (Some(after), Some(end)) = (self.wish.utterance_end, self.last_word) else { return };
        if self.speaking || self.ear.at().saturating_sub(end) < samples(after) {
            return;
        }
        self.last_word = None;
        let message = json!({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": seconds(end)});
        self.push(now + ms(self.speech.deepgram.interim_ms), message);
    }

    /// Makes what was heard so far final.
    fn conclude(&mut self, now: Instant, kind: Kind) {
        let at = self.ear.at();
        let mut words = self.ear.take_words();
        if let Some(stretch) = self.ear.take_stranger() {
            let line = self.speech.heard.line(self.strangers);
            self.strangers += 1;
            words.extend(spread(line, stretch));
        }
        let message = results(&self.request, &self.wish, &words, (self.from, at), kind);
        // The time counts from the end of what is told; it is over already by the silence that came since.
        let since = words.last().map_or(0, |word| at.saturating_sub(word.end));
        let lasts = ms(self.speech.deepgram.final_ms).saturating_sub(ms(since / 8));
        // Words that are final wait for no guess at them that was to be told later.
        self.due.retain(|(at, told)| *at <= now + lasts || told["is_final"] != false);
        self.push(now + lasts, message);
        self.last_word = words.last().map(|word| word.end).or(self.last_word);
        self.from = at;
        self.last_interim = at;
        self.told = 0;
        self.speaking = false;
    }

    /// Makes everything final, because the client asks for it.
    pub fn finalize(&mut self, now: Instant) {
        self.conclude(now, Kind { is_final: true, speech_final: false, from_finalize: true });
    }

    /// Makes everything final and tells about the stream; then it is over.
    pub fn close(&mut self, now: Instant, created: &str) {
        if !self.ear.words().is_empty() || self.ear.hears_stranger() {
            self.conclude(now, Kind { is_final: true, speech_final: true, from_finalize: false });
        }
        let metadata = json!({
            "type": "Metadata", "transaction_key": "deprecated", "request_id": self.request,
            "sha256": "0".repeat(64), "created": created, "duration": self.duration(), "channels": 1,
        });
        self.push(now, metadata);
    }

    /// Messages keep their order.
    fn push(&mut self, due: Instant, message: Value) {
        let due = self.due.back().map_or(due, |(last, _)| due.max(*last));
        self.due.push_back((due, message));
    }
}

/// A line that lies in a stretch of voice.
pub fn spread(line: &str, stretch: Stretch) -> Vec<Heard> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let length = stretch.end.saturating_sub(stretch.start);
    let count = u64::try_from(words.len()).unwrap_or(1).max(1);
    let at = |number: u64| stretch.start + length * number / count;
    (0..).zip(words).map(|(n, text)| Heard { text: text.to_owned(), start: at(n), end: at(n + 1) }).collect()
}

/// Samples in so many milliseconds.
fn samples(milliseconds: u64) -> u64 {
    milliseconds.saturating_mul(u64::from(RATE / 1_000))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sound::codec::SILENCE;
    use crate::sound::phrases::{Phrase, Phrasebook};
    use crate::sound::settings::{Deepgram, Speaker};
    use crate::sound::voice::{Timbre, Voice, on_the_line};

    const WISH: &str = "encoding=mulaw&sample_rate=8000&interim_results=true&vad_events=true&punctuate=true";

    /// A stream in virtual time: a frame every 20 ms, and what came out with its time.
    struct Line {
        listener: Listener,
        start: Instant,
        now: Instant,
        out: Vec<(Duration, Value)>,
    }

    fn text(message: &Value) -> &str {
        message["channel"]["alternatives"][0]["transcript"].as_str().unwrap_or_default()
    }

    impl Line {
        fn new(query: &str, phrases: Arc<Phrases>) -> Self {
            let wish = Wish::read(query).unwrap();
            let now = Instant::now();
            let listener = Listener::new(wish, Speech::default(), "r".to_owned(), phrases);
            Self { listener, start: now, now, out: Vec::new() }
        }

        fn send(&mut self, bytes: &[u8], frame: usize) {
            for frame in bytes.chunks(frame) {
                self.now += ms(20);
                self.listener.hear(self.now, frame);
                while let Some(message) = self.listener.take(self.now) {
                    self.out.push((self.now - self.start, message));
                }
            }
        }

        fn silence(&mut self, milliseconds: usize) {
            self.send(&vec![SILENCE; milliseconds * 8], 160);
        }

        fn finals(&self) -> Vec<(&Duration, &str)> {
            let finals = self.out.iter().filter(|(_, message)| message["is_final"] == true);
            finals.map(|(at, message)| (at, text(message))).filter(|(_, text)| !text.is_empty()).collect()
        }
    }

    async fn book(texts: &[&str]) -> (Arc<Phrases>, Vec<Vec<u8>>) {
        let book = Phrasebook::default();
        let mut sounds = Vec::new();
        for text in texts {
            let clip = Voice::default().say(Speaker::Tones, Timbre::Person, text).await.unwrap();
            let mut sound = on_the_line(&clip);
            book.learn(Phrase::new(text, &sound));
            sound.resize(sound.len().next_multiple_of(160), SILENCE);
            sounds.push(sound);
        }
        (book.open(), sounds)
    }

    #[tokio::test]
    async fn a_sentence_is_told_as_it_goes_and_is_final_after_its_end() {
        let (phrases, sounds) = book(&["I would like to book."]).await;
        let mut line = Line::new(WISH, phrases);
        line.silence(400);
        line.send(&sounds[0], 160);
        let end = line.now - line.start;
        line.silence(1_000);
        let kinds: Vec<_> = line.out.iter().map(|(_, message)| message["type"].as_str().unwrap()).collect();
        assert_eq!(kinds[0], "SpeechStarted");
        let interim = &line.out[1].1;
        assert_eq!((&interim["is_final"], &interim["speech_final"]), (&json!(false), &json!(false)));
        let (at, text) = line.finals()[0];
        assert_eq!((text, line.finals().len()), ("I would like to book.", 1));
        let late = *at - end;
        assert!((ms(180)..=ms(220)).contains(&late), "{late:?} after the end");
        let last = &line.out.last().unwrap().1;
        assert_eq!(last["speech_final"], true);
        let words = &last["channel"]["alternatives"][0]["words"];
        assert_eq!((&words[0]["word"], &words[0]["start"]), (&json!("i"), &json!(0.4)));
    }

    #[tokio::test]
    async fn a_pause_ends_speech_only_when_it_is_longer_than_wished() {
        let (phrases, sounds) = book(&["I would like to book", "for tomorrow."]).await;
        for (endpointing, finals) in [("100", 2), ("500", 1)] {
            let mut line = Line::new(&format!("{WISH}&endpointing={endpointing}"), Arc::clone(&phrases));
            line.send(&sounds[0], 160);
            line.silence(400);
            line.send(&sounds[1], 160);
            line.silence(1_000);
            assert_eq!(line.finals().len(), finals, "{endpointing}: {:?}", line.finals());
        }
    }

    #[tokio::test]
    async fn linear_samples_of_a_higher_rate_are_understood_too() {
        let (phrases, sounds) = book(&["Tomorrow at ten."]).await;
        let mut line = Line::new("encoding=linear16&sample_rate=16000", phrases);
        let samples = Encoding::Mulaw.read(&sounds[0]);
        let wide = crate::sound::codec::at_rate(&samples, 8_000, 16_000);
        // Pieces that end in the middle of a sample.
        line.send(&Encoding::Linear16.write(&wide), 641);
        line.send(&[0; 16_000], 640);
        // Nobody asked for punctuation.
        assert_eq!(line.finals()[0].1, "tomorrow at ten");
    }

    #[tokio::test]
    async fn who_asks_for_it_has_the_end_at_once_and_is_told_when_the_utterance_is_over() {
        let (phrases, sounds) = book(&["Yes."]).await;
        let query =
            "encoding=mulaw&sample_rate=8000&interim_results=true&endpointing=false&utterance_end_ms=1000";
        let mut line = Line::new(query, phrases);
        line.send(&sounds[0], 160);
        line.listener.finalize(line.now);
        line.silence(1_500);
        let (first, second) = (&line.out[0].1, &line.out[1].1);
        assert_eq!((&first["from_finalize"], &first["speech_final"]), (&json!(true), &json!(false)));
        assert_eq!(second["type"], "UtteranceEnd");
        line.listener.close(line.now, "now");
        line.silence(20);
        let metadata = &line.out.last().unwrap().1;
        assert_eq!(metadata["type"], "Metadata");
        assert!(metadata["duration"].as_f64().unwrap() > 1.5);
    }

    #[tokio::test]
    async fn the_end_is_no_later_for_a_guess_that_was_on_its_way() {
        let (phrases, sounds) = book(&["I would like to book."]).await;
        // A guess is made in each frame, takes its time, and comes to nothing once the end is known.
        let late = Deepgram { interim_every_ms: 20, interim_ms: 400, ..Deepgram::default() };
        let mut line = Line::new(WISH, phrases);
        line.listener.speech.deepgram = late;
        line.send(&sounds[0], 160);
        let end = line.now - line.start;
        line.silence(80);
        line.listener.finalize(line.now);
        line.silence(1_000);
        let (at, text) = line.finals()[0];
        assert_eq!(text, "I would like to book.");
        let late = at.saturating_sub(end);
        assert!(late <= ms(220), "{late:?} after the end");
    }

    #[tokio::test]
    async fn strangers_say_one_line_after_the_other() {
        let (phrases, _) = book(&[]).await;
        let (_, sounds) = book(&["Who are you and what do you want?"]).await;
        let mut line = Line::new(WISH, phrases);
        for _ in 0..2 {
            line.send(&sounds[0], 160);
            line.silence(500);
        }
        let texts: Vec<_> = line.finals().iter().map(|(_, text)| *text).collect();
        assert_eq!(texts, [Speech::default().heard.line(0), Speech::default().heard.line(1)]);
    }
}
