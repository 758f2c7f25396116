//! JSON as the vendor's own language writes it: webhooks are signed over that form of themselves.
//!
//! The signature is made over what PHP's `json_encode` with `JSON_UNESCAPED_UNICODE` makes of the message,
//! while the message may come in any form of the same JSON. So it is written again, token by token: fields
//! keep their order and numbers their digits.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

/// A message written again without its signature, and the signature.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) message: String,
    pub(super) sign: String,
}

/// Takes the field `sign` out of an object and writes the rest as PHP would. `None` when it is no object,
/// or has not exactly one such field, a text.
pub(super) fn take_apart(raw: &[u8]) -> Option<Signed> {
    let text = std::str::from_utf8(raw).ok()?;
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let (mut fields, mut sign) = (Vec::new(), None);
    for field in members(text)? {
        if string(field.name)? == "sign" {
            if sign.is_some() {
                return None;
            }
            sign = Some(string(field.value)?);
        } else {
            fields.push(format!("{}:{}", rewritten(field.name)?, rewritten(field.value)?));
        }
    }
    Some(Signed { message: format!("{{{}}}", fields.join(",")), sign: sign? })
}

struct Member<'a> {
    name: &'a str,
    value: &'a str,
}

/// The members of the object that a sound JSON text is.
fn members(text: &str) -> Option<Vec<Member<'_>>> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut members = Vec::new();
    for part in split(inside, b',') {
        let [name, value] = split(part, b':')[..] else {
            return if inside.trim().is_empty() { Some(members) } else { None };
        };
        members.push(Member { name: name.trim(), value: value.trim() });
    }
    Some(members)
}

/// Splits sound JSON at a sign that stands outside of texts and brackets.
fn split(text: &str, at: u8) -> Vec<&str> {
    let (mut parts, mut start, mut place, mut depth) = (Vec::new(), 0, 0, 0_u32);
    while let Some(byte) = text.as_bytes().get(place) {
        match byte {
            b'"' => {
                place += end_of_string(&text[place..]).unwrap_or(1);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ if *byte == at && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
        place += 1;
    }
    parts.push(&text[start..]);
    parts
}

fn string(token: &str) -> Option<String> {
    serde_json::from_str(token).ok()
}

/// A sound JSON value without blanks, its texts as PHP writes them.
fn rewritten(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let end = end_of_string(rest)?;
            escape(&mut out, &string(&rest[..end])?);
            rest = &rest[end..];
        } else {
            if !first.is_ascii_whitespace() {
                out.push(first);
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(out)
}

/// Where the text that begins here ends, the closing quotation mark included.
fn end_of_string(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((place, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(place + 1),
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    None
}

fn escape(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The two line separators stay escaped, since JavaScript once took them for ends of lines.
            '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apart(text: &str) -> Option<(String, String)> {
        take_apart(text.as_bytes()).map(|signed| (signed.message, signed.sign))
    }

    #[test]
    fn the_rest_is_written_as_php_writes_it() {
        let sent = r#" { "z" : "https://a.test/\u00f6" , "sign":"abc", "a":{"n":[1.50, null ,true],"q":"\",:}\\"}, "e":[] } "#;
        let message = r#"{"z":"https:\/\/a.test\/ö","a":{"n":[1.50,null,true],"q":"\",:}\\"},"e":[]}"#;
        assert_eq!(apart(sent), Some((message.into(), "abc".into())));
        assert_eq!(apart(r#"{"sign":"x"}"#), Some(("{}".into(), "x".into())));
        let odd = "{\"a\":\"\\u0001\\n\\u2028\\u2029\\u007f\\ud83c\\udf19\",\"sign\":\"s\"}";
        assert_eq!(apart(odd).unwrap().0, "{\"a\":\"\\u0001\\n\\u2028\\u2029\u{7f}🌙\"}");
    }

    #[test]
    fn what_is_not_signed_once_is_refused() {
        for wrong in [
            "",
            "{}",
            "[]",
            "7",
            r#"{"a":1}"#,
            r#"{"sign":7}"#,
            r#"{"sign":null}"#,
            r#"{"sign":"a","sign":"b"}"#,
            r#"{"a":{"sign":"x"}}"#,
            r#"{"sign":"a"} {}"#,
            r#"{"sign":"a""#,
            r#"["sign","a"]"#,
        ] {
            assert_eq!(apart(wrong), None, "{wrong}");
        }
        assert_eq!(take_apart(b"\xff"), None);
    }

    proptest! {
        /// Whatever the texts: what is written again is the same JSON, and writing it once more changes
        /// nothing.
        #[test]
        fn writing_again_keeps_the_meaning(texts in proptest::collection::vec((any::<String>(), any::<String>()), 0..6)) {
            let mut object = serde_json::Map::new();
            for (name, value) in texts.into_iter().filter(|(name, _)| name != "sign") {
                object.insert(name, value.into());
            }
            let meant = serde_json::Value::Object(object.clone());
            object.insert("sign".into(), "s".into());
            let (once, _) = apart(&serde_json::Value::Object(object).to_string()).unwrap();
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&once).unwrap(), meant);
            let again = once.replacen('{', if once == "{}" { r#"{"sign":"s""# } else { r#"{"sign":"s","# }, 1);
            prop_assert_eq!(apart(&again).unwrap().0, once);
        }

        #[test]
        fn nothing_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = take_apart(&bytes);
        }
    }
}
