//! What Twilio is told to do with a call (<https://www.twilio.com/docs/voice/twiml>).

use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>";

/// Connects the call to a media stream; `parameters` come along with its start. When the stream ends, Twilio asks
/// `then` what to do next.
pub fn connect(stream: &str, then: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = format!("{HEAD}<Connect action=\"{}\"><Stream url=\"{}\">", escape(then), escape(stream));
    for (name, value) in parameters {
        // Writing to a text does not fail.
        let _ = write!(text, "<Parameter name=\"{}\" value=\"{}\"/>", escape(name), escape(value));
    }
    text.push_str("</Stream></Connect></Response>");
    text
}

/// Nobody answers: the line is busy.
pub fn busy() -> String {
    format!("{HEAD}<Reject reason=\"busy\"/></Response>")
}

/// Ends the call.
pub fn hang_up() -> String {
    format!("{HEAD}<Hangup/></Response>")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_along_cannot_break_out() {
        let text =
            connect("wss://a.example.com/media/twilio", "https://a.example.com/?a&b", &[("x", "\"<>")]);
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Connect action=\"https://a.example.com/?a&amp;b\">\
             <Stream url=\"wss://a.example.com/media/twilio\"><Parameter name=\"x\" value=\"&quot;&lt;&gt;\"/>\
             </Stream></Connect></Response>"
        );
    }
}
