//! What an address says is to be done with a call: TwiML, as far as it is imitated.

/// The first thing that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The sound goes through a socket.
    Connect {
        /// The socket.
        url: String,
        /// What the socket is told.
        parameters: Vec<(String, String)>,
        /// Who is asked when the socket is closed.
        action: Option<String>,
    },
    /// The call is declined.
    Reject,
    /// The call ends.
    Hangup,
}

/// Reads TwiML, or says what is wrong. Verbs that only say or wait are passed over.
pub fn read(text: &str) -> Result<Verb, String> {
    let mut tags = tags(text);
    if !tags.by_ref().any(|tag| tag.name == "Response") {
        return Err("the answer has no <Response>".to_owned());
    }
    let mut action = None;
    let mut stream: Option<(String, Vec<(String, String)>)> = None;
    for tag in tags {
        match (tag.name, &mut stream) {
            ("Connect", None) => action = tag.attribute("action"),
            ("Stream", None) => {
                let url = tag.attribute("url").ok_or("the <Stream> has no url")?;
                if !url.starts_with("ws://") && !url.starts_with("wss://") || url.contains('?') {
                    return Err("the <Stream> needs a ws address without a query".to_owned());
                }
                stream = Some((url, Vec::new()));
            }
            ("Parameter", Some((_, parameters))) => {
                let pair = tag.attribute("name").zip(tag.attribute("value"));
                parameters.push(pair.ok_or("a <Parameter> needs a name and a value")?);
            }
            ("Reject", None) => return Ok(Verb::Reject),
            ("Hangup" | "/Response", None) => return Ok(Verb::Hangup),
            ("Dial" | "Redirect" | "Gather" | "Record", None) => {
                return Err(format!("<{}> is not imitated", tag.name));
            }
            _ => {}
        }
    }
    stream
        .map(|(url, parameters)| Verb::Connect { url, parameters, action })
        .ok_or_else(|| "the answer ends too early".to_owned())
}

struct Tag<'a> {
    name: &'a str,
    rest: &'a str,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let at = self.rest.find(&format!("{name}=\""))?;
        let value = self.rest.get(at + name.len() + 2..)?.split('"').next()?;
        let plain = [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
        Some(plain.iter().fold(value.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
    }
}

fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    text.split('<').skip(1).filter_map(|piece| piece.split('>').next()).map(|inner| {
        let inner = inner.trim_end_matches('/').trim();
        let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        Tag { name, rest }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_with_its_parameters() {
        let text = r#"<?xml version="1.0"?><Response><Connect action="https://example.com/over">
            <Stream url="wss://example.com/media"><Parameter name="call" value="a &amp; b"/></Stream>
            </Connect></Response>"#;
        let verb = read(text).unwrap();
        assert_eq!(
            verb,
            Verb::Connect {
                url: "wss://example.com/media".into(),
                parameters: vec![("call".into(), "a & b".into())],
                action: Some("https://example.com/over".into()),
            }
        );
    }

    #[test]
    fn what_is_no_stream_is_told_apart() {
        assert_eq!(read("<Response><Reject reason=\"busy\"/></Response>"), Ok(Verb::Reject));
        assert_eq!(read("<Response><Say>Hi</Say><Hangup/></Response>"), Ok(Verb::Hangup));
        assert_eq!(read("<Response></Response>"), Ok(Verb::Hangup));
        assert!(read("<html>").is_err() && read("").is_err());
        let query = "<Response><Connect><Stream url=\"wss://example.com/a?b=c\"/></Connect></Response>";
        assert!(read(query).is_err());
    }
}
