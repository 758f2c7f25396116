//! Takes personal data and keys out of a vendor's words.

/// The longest text kept, in characters.
const LONGEST: usize = 300;

/// What begins a key of one of the vendors.
const KEY_PREFIXES: [&str; 8] = ["sk_", "rk_", "re_", "pk_", "whsec_", "wsec_", "key_", "cal_"];

/// A vendor's words with mail addresses, telephone numbers and keys replaced, on one line, cut to 300
/// characters.
pub(crate) fn redact(text: &str) -> String {
    let tidy: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<String> = tidy.split_whitespace().map(redact_word).collect();
    hide_numbers(&words.join(" ")).chars().take(LONGEST).collect()
}

fn redact_word(word: &str) -> String {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains('@') {
        "[address]".to_owned()
    } else if KEY_PREFIXES.iter().any(|prefix| core.starts_with(prefix)) {
        "[key]".to_owned()
    } else {
        word.to_owned()
    }
}

/// Replaces every run of digits and the signs people write between them that has seven digits or more.
fn hide_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '.' | '/') {
            run.push(c);
            continue;
        }
        if run.chars().filter(char::is_ascii_digit).count() >= 7 {
            let (head, tail) = (run.starts_with(' '), run.ends_with(' '));
            out.push_str(if head { " [number]" } else { "[number]" });
            out.push_str(if tail { " " } else { "" });
        } else {
            out.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_keys_are_taken_out_and_words_are_kept() {
        let said =
            redact("customer.number +1 (202) 555-0100 of asa@example.test is wrong;\n key sk_test_123 (400)");
        assert_eq!(said, "customer.number [number] of [address] is wrong; key [key] (400)");
        assert_eq!(redact(&"x".repeat(5_000)).len(), 300);
        assert_eq!(redact("limit is 1000 calls"), "limit is 1000 calls");
    }
}
