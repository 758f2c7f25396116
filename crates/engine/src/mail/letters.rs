//! What mails say.

use serde::{Deserialize, Serialize};

/// A mail as it waits to be sent. It has no `Debug` form: it holds personal data and links that open accounts.
#[derive(Serialize, Deserialize)]
pub(crate) struct Words {
    /// Whom it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its paragraphs, links on lines of their own.
    pub lines: Vec<String>,
}

impl Words {
    /// As plain text.
    pub fn text(&self) -> String {
        self.lines.join("\n\n")
    }

    /// As HTML, without anything that would have to be loaded.
    pub fn html(&self) -> String {
        let paragraphs = self.lines.iter().map(|line| {
            let safe = escape(line);
            if is_link(line) {
                format!("<p><a href=\"{safe}\">{safe}</a></p>")
            } else {
                format!("<p>{safe}</p>")
            }
        });
        let body: String = paragraphs.collect();
        format!(
            "<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif\">{body}</body></html>"
        )
    }
}

fn is_link(line: &str) -> bool {
    (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(char::is_whitespace)
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// To prove a mail address.
pub(crate) fn verify(to: &str, name: &str, link: String) -> Words {
    let lines = vec![
        format!("Hello {name},"),
        "please confirm that this mail address is yours:".to_owned(),
        link,
        "The link holds for two days. If you did not sign up, ignore this mail.".to_owned(),
    ];
    Words { to: to.to_owned(), subject: "Confirm your mail address".to_owned(), lines }
}

/// To choose another password.
pub(crate) fn reset(to: &str, name: &str, link: String) -> Words {
    let lines = vec![
        format!("Hello {name},"),
        "somebody, hopefully you, wants to choose a new password for this mail address:".to_owned(),
        link,
        "The link holds for an hour and works once. If it was not you, ignore this mail; nothing changes."
            .to_owned(),
    ];
    Words { to: to.to_owned(), subject: "Choose a new password".to_owned(), lines }
}

/// After the password was changed.
pub(crate) fn password_changed(to: &str, name: &str, link: String) -> Words {
    let lines = vec![
        format!("Hello {name},"),
        "the password of your account was changed, and you were signed out everywhere.".to_owned(),
        "If it was not you, choose a new one at once:".to_owned(),
        link,
    ];
    Words { to: to.to_owned(), subject: "Your password was changed".to_owned(), lines }
}

/// To join an organisation.
pub(crate) fn second_factor(to: &str, name: &str, on: bool, link: String) -> Words {
    let (subject, what) = match on {
        true => (
            "A second factor is asked for now",
            "from now on a code of an authenticator is asked for when you sign in. You were signed out elsewhere.",
        ),
        false => (
            "No second factor is asked for any more",
            "codes of an authenticator are no longer asked for when you sign in.",
        ),
    };
    let lines = vec![
        format!("Hello {name},"),
        what.to_owned(),
        "If it was not you, choose a new password at once and ask an owner of your organisation for help:"
            .to_owned(),
        link,
    ];
    Words { to: to.to_owned(), subject: subject.to_owned(), lines }
}

pub(crate) fn invitation(to: &str, by: &str, organisation: &str, role: &str, link: String) -> Words {
    let lines = vec![
        format!("{by} invites you to join {organisation} as {role}:"),
        link,
        "The link holds for seven days. If you do not know who that is, ignore this mail.".to_owned(),
    ];
    Words { to: to.to_owned(), subject: format!("Join {organisation}"), lines }
}

/// That an organisation was suspended.
pub(crate) fn suspended(to: &str, name: &str, organisation: &str, because: &str) -> Words {
    let lines = vec![
        format!("Hello {name},"),
        format!("{organisation} was suspended by whoever runs this installation. The reason given:"),
        because.to_owned(),
        "Nobody is called and nothing can be booked until it is resumed; calls that were under way finish, and what \
         waits keeps its place. Write to whoever runs this installation."
            .to_owned(),
    ];
    Words { to: to.to_owned(), subject: format!("{organisation} is suspended"), lines }
}

/// That it may work again.
pub(crate) fn resumed(to: &str, name: &str, organisation: &str, link: String) -> Words {
    let lines = vec![
        format!("Hello {name},"),
        format!("{organisation} is no longer suspended. Whoever waited is called from now on:"),
        link,
    ];
    Words { to: to.to_owned(), subject: format!("{organisation} may work again"), lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_no_markup_and_no_link() {
        let words =
            verify("a@example.com", "<b>https://evil.example.com", "https://x.example.com/?a=1&b".into());
        let html = words.html();
        assert!(html.contains("&lt;b&gt;https://evil") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<a href=\"https://x.example.com/?a=1&amp;b\">"), "{html}");
        assert_eq!(html.matches("<a ").count(), 1);
        assert!(words.text().contains("\n\nhttps://x.example.com/?a=1&b\n\n"));
    }
}
