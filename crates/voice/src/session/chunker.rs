//! A reply in pieces that can be spoken.

/// Cuts a stream of text into sentences; the first piece is short, so that the agent begins to speak early.
#[derive(Clone, Default)]
pub(super) struct Chunker {
    buffer: String,
    /// Pieces given out.
    given: u32,
    /// Bytes taken in.
    taken: usize,
}

/// From so many characters on the first piece may end at a comma.
const FIRST_CLAUSE: usize = 4;
/// The first piece ends at a space at the latest here.
const FIRST_LONGEST: usize = 60;
/// Shorter sentences are joined to the next.
const SHORTEST: usize = 10;
/// From so many characters on later pieces may end at a comma.
const CLAUSE: usize = 90;
/// Every piece ends at a space at the latest here: some 10 seconds of speech.
const LONGEST: usize = 160;
/// The longest reply. What is beyond is left out; nobody listens so long.
const LONGEST_REPLY: usize = 6_000;

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "e.g.", "i.e.", "z.b.", "nr.", "no.", "approx.", "ca.",
    "vs.",
];

impl Chunker {
    /// Takes in text; answers with the pieces that are complete. `false` says that the reply is too long.
    pub(super) fn push(&mut self, text: &str, pieces: &mut Vec<String>) -> bool {
        if self.taken + text.len() > LONGEST_REPLY {
            return false;
        }
        self.taken += text.len();
        self.buffer.push_str(text);
        while let Some(end) = self.cut() {
            let rest = self.buffer.split_off(end);
            let piece = std::mem::replace(&mut self.buffer, rest);
            self.give(piece, pieces);
        }
        true
    }

    /// The text is over: answers with what is left.
    pub(super) fn finish(&mut self, pieces: &mut Vec<String>) {
        let piece = std::mem::take(&mut self.buffer);
        self.give(piece, pieces);
    }

    fn give(&mut self, piece: String, pieces: &mut Vec<String>) {
        // A piece without a letter or digit has no sound.
        if piece.chars().any(char::is_alphanumeric) {
            self.given += 1;
            pieces.push(piece.trim().to_owned());
        }
    }

    /// Where the next piece ends, if it is complete: just after its last character.
    fn cut(&self) -> Option<usize> {
        let (clause, longest) =
            if self.given == 0 { (FIRST_CLAUSE, FIRST_LONGEST) } else { (CLAUSE, LONGEST) };
        let mut last_space = None;
        let mut chars = self.buffer.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            // What follows must be known: "3.50" is no end of a sentence.
            let spaced = chars.peek().is_some_and(|(_, next)| next.is_whitespace());
            let long_enough = self.given == 0 || end >= SHORTEST;
            match c {
                '\n' if long_enough && at > 0 => return Some(end),
                '.' | '!' | '?' if spaced && long_enough && !self.abbreviates(end) => return Some(end),
                ',' | ';' | ':' | '—' | '–' if spaced && end >= clause => return Some(end),
                c if c.is_whitespace() && at > 0 => last_space = Some(end),
                _ => {}
            }
            if end >= longest {
                return Some(last_space.unwrap_or(end));
            }
        }
        None
    }

    /// Whether the full stop before `end` belongs to an abbreviation or a number in a list.
    fn abbreviates(&self, end: usize) -> bool {
        let word = self.buffer[..end].rsplit(char::is_whitespace).next().unwrap_or_default();
        let stem = word.trim_end_matches('.');
        let initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase) && stem != "I";
        initial
            || (!stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit()) && stem.len() <= 2)
            || ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds a text in pieces of so many characters.
    fn pieces(text: &str, size: usize) -> Vec<String> {
        let (mut chunker, mut pieces) = (Chunker::default(), Vec::new());
        let chars: Vec<char> = text.chars().collect();
        for token in chars.chunks(size) {
            assert!(chunker.push(&token.iter().collect::<String>(), &mut pieces));
        }
        chunker.finish(&mut pieces);
        pieces
    }

    #[test]
    fn the_first_piece_is_short_and_the_rest_are_sentences() {
        let text =
            "Certainly, I can do that. We have three o'clock, or half past four if you like. Which is it?";
        let expected = [
            "Certainly,",
            "I can do that.",
            "We have three o'clock, or half past four if you like.",
            "Which is it?",
        ];
        for size in [1, 3, 200] {
            assert_eq!(pieces(text, size), expected, "{size}");
        }
        let text = "Thank you very much, Ann. Goodbye.";
        assert_eq!(pieces(text, 4), ["Thank you very much,", "Ann. Goodbye."]);
    }

    #[test]
    fn abbreviations_and_prices_stay_whole() {
        let text = "Dr. Lee is free at 3.30 p.m. on Monday. It costs 12.50 with J. Smith.";
        assert_eq!(
            pieces(text, 5),
            ["Dr. Lee is free at 3.30 p.m.", "on Monday.", "It costs 12.50 with J. Smith."]
        );
    }

    #[test]
    fn no_piece_is_longer_than_a_breath_and_nothing_is_lost() {
        let text = "word ".repeat(500);
        let pieces = pieces(text.trim(), 7);
        assert!(pieces[0].len() <= FIRST_LONGEST && pieces.iter().all(|piece| piece.len() <= LONGEST));
        assert_eq!(pieces.join(" "), text.trim());
        let endless = "a".repeat(1_000);
        assert_eq!(super::tests::pieces(&endless, 100).concat(), endless);
    }

    #[test]
    fn a_reply_without_end_is_refused() {
        let (mut chunker, mut pieces) = (Chunker::default(), Vec::new());
        let accepted = (0..1_000).filter(|_| chunker.push("and on and on it goes ", &mut pieces)).count();
        assert!(accepted < 300, "{accepted}");
    }

    #[test]
    fn what_has_no_sound_is_not_spoken() {
        assert!(pieces(" ... \n - ", 1).is_empty());
    }
}
