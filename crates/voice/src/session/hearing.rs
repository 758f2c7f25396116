//! What the caller has said and nobody has answered yet.

use std::time::Duration;

use ringwright_domain::Instant;

use super::input::{Heard, HeardKind};

/// The words of the recogniser, put together.
///
/// A turn is often taken before the recogniser's final words for it. What comes later for the same sound is old:
/// of the segment that was open then, the words already taken are skipped.
#[derive(Clone, Default)]
pub(super) struct Hearing {
    finals: String,
    interim: String,
    /// Words of the open segment that were taken with an earlier turn.
    spent: usize,
    /// Up to when sound was taken with an earlier turn.
    taken_upto: Option<Instant>,
    /// Up to when the recogniser has listened.
    upto: Option<Instant>,
    /// When the last word came that is not yet taken began: the sound of its segment.
    from: Option<Instant>,
    finished: bool,
    /// Up to when the words are final.
    final_upto: Option<Instant>,
}

/// Overflow rule: of more than so many bytes the oldest words go.
const MOST_BYTES: usize = 4_000;

/// Recognisers round the end of sound by so much.
const ROUNDING: Duration = Duration::from_millis(60);

impl Hearing {
    /// Takes in words; answers whether there are other words than before. `spoke` is when the caller began to speak
    /// last: a segment that began before the end of a turn has nothing new unless they spoke since.
    pub(super) fn hear(&mut self, heard: &Heard, spoke: Option<Instant>) -> bool {
        let is_final = heard.kind != HeardKind::Interim;
        let old = self.taken_upto.is_some_and(|taken| {
            heard.upto <= taken.plus(ROUNDING)
                || (heard.from < taken && spoke.is_none_or(|spoke| spoke < taken))
        });
        if old {
            if is_final {
                self.spent = 0;
            }
            return false;
        }
        self.upto = self.upto.max(Some(heard.upto));
        let spans_taken = self.taken_upto.is_some_and(|taken| heard.from < taken);
        let skip = if spans_taken { self.spent } else { 0 };
        let text = clipped(heard.text.trim());
        let text = words_after(text, skip);
        let before = (self.finals.len(), std::mem::take(&mut self.interim));
        if is_final {
            self.spent = 0;
            self.final_upto = self.final_upto.max(Some(heard.upto));
            join(&mut self.finals, text);
            self.finished = heard.kind == HeardKind::EndOfSpeech || !text.is_empty() || self.finished;
        } else {
            text.clone_into(&mut self.interim);
            self.finished = self.finished && text.is_empty();
        }
        if !text.is_empty() && self.from.is_none() {
            self.from = Some(heard.from);
        }
        (self.finals.len(), &self.interim) != (before.0, &before.1)
    }

    /// Takes in words that were written: there is nothing to understand about them.
    pub(super) fn write(&mut self, text: &str) {
        join(&mut self.finals, clipped(text));
        self.finished = true;
    }

    /// All words.
    pub(super) fn text(&self) -> String {
        let mut text = self.finals.clone();
        join(&mut text, &self.interim);
        text
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.finals.is_empty() && self.interim.is_empty()
    }

    /// Whether all words are final.
    pub(super) const fn is_finished(&self) -> bool {
        self.finished && self.interim.is_empty()
    }

    /// Up to when the recogniser has listened.
    pub(super) const fn upto(&self) -> Option<Instant> {
        self.upto
    }

    /// When the words began, as far as known.
    pub(super) const fn from(&self) -> Option<Instant> {
        self.from
    }

    /// Another recogniser begins anew. Answers up to when the words are for good.
    pub(super) fn start_over(&mut self) -> Option<Instant> {
        self.spent = 0;
        self.final_upto.max(self.taken_upto)
    }

    /// Takes all words away. Sound up to `sound_end` is done with.
    pub(super) fn take(&mut self, sound_end: Option<Instant>) -> String {
        let text = self.text();
        self.spent += self.interim.split_whitespace().count();
        self.taken_upto = self.taken_upto.max(sound_end);
        self.finals.clear();
        self.interim.clear();
        self.finished = false;
        self.from = None;
        text
    }
}

fn join(text: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
    if text.len() > MOST_BYTES {
        let excess = text.len() - MOST_BYTES;
        let start = (excess..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        text.drain(..start);
    }
}

/// The newest part of a text that is not too long.
fn clipped(text: &str) -> &str {
    let start = text.len().saturating_sub(MOST_BYTES);
    (start..=text.len()).find(|at| text.is_char_boundary(*at)).map_or("", |at| &text[at..])
}

fn words_after(text: &str, skip: usize) -> &str {
    let mut rest = text;
    for _ in 0..skip {
        rest = rest.trim_start();
        rest = rest.find(char::is_whitespace).map_or("", |end| &rest[end..]);
    }
    rest.trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    fn heard(text: &str, kind: HeardKind, from: i64, upto: i64) -> Heard {
        Heard { text: text.into(), kind, from: at(from), upto: at(upto) }
    }

    /// Hears words of a caller who has spoken just now.
    fn hear(hearing: &mut Hearing, heard: &Heard) -> bool {
        hearing.hear(heard, Some(heard.upto))
    }

    #[test]
    fn segments_are_joined_and_interims_replaced() {
        let mut hearing = Hearing::default();
        assert!(hear(&mut hearing, &heard("I would", HeardKind::Interim, 0, 500)));
        assert!(hear(&mut hearing, &heard("I would like", HeardKind::Final, 0, 900)));
        assert!(hearing.is_finished());
        assert!(hear(&mut hearing, &heard("to book", HeardKind::Interim, 900, 1_200)));
        assert!(!hearing.is_finished());
        assert_eq!(hearing.text(), "I would like to book");
        assert!(!hear(&mut hearing, &heard("to book", HeardKind::Interim, 900, 1_300)));
    }

    #[test]
    fn the_final_words_of_a_turn_that_was_taken_are_no_news() {
        let mut hearing = Hearing::default();
        hear(&mut hearing, &heard("yes please", HeardKind::Interim, 0, 600));
        assert_eq!(hearing.take(Some(at(600))), "yes please");
        assert!(!hear(&mut hearing, &heard("Yes, please.", HeardKind::Final, 0, 600)));
        assert!(hearing.is_empty());
    }

    #[test]
    fn words_that_the_recogniser_adds_to_a_taken_turn_afterwards_are_no_news() {
        let mut hearing = Hearing::default();
        hear(&mut hearing, &heard("at three", HeardKind::Interim, 0, 600));
        hearing.take(Some(at(600)));
        // The caller has spoken at 0 and not since, and the recogniser has listened to the silence after.
        assert!(!hearing.hear(&heard("at 3 p.m. please", HeardKind::Final, 0, 1_500), Some(at(0))));
        assert!(hearing.is_empty());
        assert!(hearing.hear(&heard("or four", HeardKind::Interim, 2_000, 2_600), Some(at(2_000))));
    }

    #[test]
    fn a_final_that_spans_the_end_of_a_turn_gives_only_its_new_words() {
        let mut hearing = Hearing::default();
        hear(&mut hearing, &heard("yes please", HeardKind::Interim, 0, 600));
        hearing.take(Some(at(600)));
        // The final reaches into the silence after: nothing new.
        assert!(!hear(&mut hearing, &heard("Yes please", HeardKind::Interim, 0, 1_000)));
        assert!(hear(&mut hearing, &heard("Yes, please. Or Friday?", HeardKind::Final, 0, 2_000)));
        assert_eq!(hearing.text(), "Or Friday?");
        assert!(hear(&mut hearing, &heard("at nine", HeardKind::Interim, 2_000, 2_600)));
        assert_eq!(hearing.text(), "Or Friday? at nine");
    }

    #[test]
    fn the_oldest_of_too_many_words_go() {
        let mut hearing = Hearing::default();
        for n in 0..2_000 {
            let from = i64::from(n) * 100;
            hear(&mut hearing, &heard(&format!("wörd{n}"), HeardKind::Final, from, from + 100));
        }
        assert!(hearing.text().len() <= MOST_BYTES + 20 && hearing.text().ends_with("wörd1999"));
        hear(&mut hearing, &heard(&"ö".repeat(9_000), HeardKind::Interim, 900_000, 900_001));
        assert!(hearing.text().len() <= 2 * MOST_BYTES);
    }
}
