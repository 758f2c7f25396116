//! How words are pronounced: lines such as `hello HH AH L OW`, and `hello(2) HH EH L OW` for another way.

use std::collections::BTreeSet;

/// The dictionary that belongs to the model.
pub(super) struct Lexicon(String);

impl Lexicon {
    pub(super) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The lines of these words. The program starts faster and stays smaller with a few of them than with all.
    pub(super) fn lines(&self, words: &BTreeSet<&str>) -> String {
        let mut lines = String::new();
        for line in self.0.lines().filter(|line| words.contains(word_of(line))) {
            lines.push_str(line);
            lines.push('\n');
        }
        lines
    }

    /// Those of the terms of which it has every word.
    pub(super) fn pronounceable(&self, terms: Vec<String>) -> Vec<String> {
        if terms.is_empty() {
            return terms;
        }
        let wanted: BTreeSet<&str> = terms.iter().flat_map(|term| term.split(' ')).collect();
        let known: BTreeSet<&str> =
            self.0.lines().map(word_of).filter(|word| wanted.contains(word)).collect();
        let all = |term: &String| term.split(' ').all(|word| known.contains(word));
        terms.iter().filter(|term| all(term)).cloned().collect()
    }
}

/// The word that a line is about.
fn word_of(line: &str) -> &str {
    line.split([' ', '\t', '(']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_it_has_are_listened_for() {
        let lexicon = Lexicon::new("a AH\na(2) EY\nrobin R AA B AH N\ntable T EY B AH L\n".to_owned());
        let terms = ["robin", "robin zyx", "a table"].map(str::to_owned).to_vec();
        assert_eq!(lexicon.pronounceable(terms), ["robin", "a table"]);
        assert_eq!(lexicon.lines(&["a", "robin"].into()), "a AH\na(2) EY\nrobin R AA B AH N\n");
    }
}
