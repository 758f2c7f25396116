//! Placeholders in texts: `{{name}}`.

/// Names that every text may use.
pub(super) const BUILT_IN: [&str; 2] = ["business", "agent"];

/// The names in a text, in their order.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}").map(|(name, _)| name.trim()))
}

/// The text with what its names stand for. A name that stands for nothing is left out; what is put in is not looked
/// through again.
pub fn fill<'a>(text: &str, meaning: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((name, after)) = behind.split_once("}}") else { break };
        filled.push_str(before);
        filled.push_str(meaning(name.trim()).unwrap_or_default());
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_once() {
        let meaning = |name: &str| match name {
            "agent" => Some("Robin"),
            "trap" => Some("{{agent}}"),
            _ => None,
        };
        assert_eq!(fill("I am {{agent}}, {{ agent }}!", meaning), "I am Robin, Robin!");
        assert_eq!(fill("{{trap}} and {{nothing}}.", meaning), "{{agent}} and .");
        assert_eq!(fill("open {{agent", meaning), "open {{agent");
        assert_eq!(placeholders("{{a}} {{ b }} {{c").collect::<Vec<_>>(), ["a", "b"]);
    }
}
