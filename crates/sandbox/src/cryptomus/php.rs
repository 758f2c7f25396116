//! JSON as PHP's `json_encode` writes it with `JSON_UNESCAPED_UNICODE`: fields in the order in which they were put
//! in, slashes escaped, letters as they are. Signatures depend on every byte of it.

use std::fmt::Write;

use serde_json::Value;

/// An object whose fields keep their order.
pub type Ordered = Vec<(&'static str, Value)>;

/// Writes an object.
pub fn encode(fields: &[(&'static str, Value)]) -> String {
    let mut text = String::from("{");
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        string(&mut text, name);
        text.push(':');
        any(&mut text, value);
    }
    text.push('}');
    text
}

fn any(text: &mut String, value: &Value) {
    match value {
        Value::String(words) => string(text, words),
        Value::Array(items) => list(text, '[', ']', items.iter(), any),
        Value::Object(fields) => list(text, '{', '}', fields.iter(), |text, (name, value)| {
            string(text, name);
            text.push(':');
            any(text, value);
        }),
        plain => text.push_str(&plain.to_string()),
    }
}

fn list<T>(
    text: &mut String,
    open: char,
    close: char,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut String, T),
) {
    text.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(text, item);
    }
    text.push(close);
}

fn string(text: &mut String, words: &str) {
    text.push('"');
    for letter in words.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '/' => text.push_str("\\/"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // PHP keeps these two escaped, for JavaScript took them for ends of lines.
            '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                // Writing into a text can't fail.
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            plain => text.push(plain),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_php_writes_it() {
        let fields = [
            ("z", json!("https://a.test/ö")),
            ("a", json!("\"\u{1}\n\u{2028}")),
            ("n", json!([1, null, {"k": true}])),
        ];
        assert_eq!(
            encode(&fields),
            r#"{"z":"https:\/\/a.test\/ö","a":"\"\u0001\n\u2028","n":[1,null,{"k":true}]}"#
        );
    }
}
