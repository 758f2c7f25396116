//! What people write about themselves.

use serde::{Deserialize, Serialize};

/// A person's name as they wrote it, trimmed, 1 to 80 characters, on one line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// A mail address, trimmed, its domain in lower case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a name or a mail address cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPerson {
    /// Nothing was written.
    #[error("this may not be empty")]
    Empty,
    /// Longer than is kept.
    #[error("this is longer than {0} characters")]
    TooLong(usize),
    /// Line breaks or control characters.
    #[error("this holds characters that cannot be shown")]
    Unprintable,
    /// Not of the form of a mail address.
    #[error("this is not a mail address such as name@example.com")]
    NotAnAddress,
}

fn tidy(text: &str, most: usize) -> Result<String, InvalidPerson> {
    let text = text.trim();
    match text {
        "" => Err(InvalidPerson::Empty),
        _ if text.chars().count() > most => Err(InvalidPerson::TooLong(most)),
        _ if text.chars().any(char::is_control) => Err(InvalidPerson::Unprintable),
        _ => Ok(text.to_owned()),
    }
}

impl PersonName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`InvalidPerson`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidPerson> {
        tidy(text, 80).map(Self)
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Email {
    /// Reads a mail address: one `@`, a local part of at most 64 characters and a domain with a dot
    /// (RFC 5321 limits; quoted local parts are refused, since no form sends them).
    ///
    /// # Errors
    /// [`InvalidPerson`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidPerson> {
        let text = tidy(text, 254)?;
        let (local, domain) = text.split_once('@').ok_or(InvalidPerson::NotAnAddress)?;
        let local_ok = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let domain_ok = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        if local_ok && domain_ok {
            Ok(Self(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err(InvalidPerson::NotAnAddress)
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The mailbox behind it, as far as that can be told from outside: upper and lower case and what
    /// follows a `+` make no difference, nor do the dots that Gmail ignores.
    pub fn mailbox(&self) -> String {
        let address = self.0.to_lowercase();
        let (local, domain) = address.split_once('@').unwrap_or((&address, ""));
        let local = local.split('+').next().filter(|local| !local.is_empty()).unwrap_or(local);
        match domain {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
            _ => format!("{local}@{domain}"),
        }
    }
}

macro_rules! text_forms {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = InvalidPerson;

            fn try_from(text: String) -> Result<Self, InvalidPerson> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // Personal data stays out of logs.
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

text_forms!(PersonName, Email);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_their_domain_lowered() {
        assert_eq!(Email::parse(" Ada.L+x@Example.COM ").unwrap().as_str(), "Ada.L+x@example.com");
        for wrong in
            ["", "ada", "ada@", "@example.com", "a@b", "a b@example.com", "a@b@example.com", "a@-b.com"]
        {
            assert!(Email::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{:?}", Email::parse("ada@example.com").unwrap()), "Email(…)");
    }

    #[test]
    fn a_mailbox_is_the_same_however_its_address_is_written() {
        let mailbox = |text: &str| Email::parse(text).unwrap().mailbox();
        for text in ["ada.l@example.com", "Ada.L@Example.com", "ADA.L+news@example.com"] {
            assert_eq!(mailbox(text), "ada.l@example.com");
        }
        assert_eq!(mailbox("a.d.a+x@googlemail.com"), mailbox("ada@gmail.com"));
        assert_ne!(mailbox("a.da@example.com"), mailbox("ada@example.com"));
        assert_eq!(mailbox("+x@example.com"), "+x@example.com");
    }

    #[test]
    fn names_keep_their_letters() {
        assert_eq!(PersonName::parse("  Åsa Ek ").unwrap().as_str(), "Åsa Ek");
        assert_eq!(PersonName::parse("a\nb"), Err(InvalidPerson::Unprintable));
        assert_eq!(PersonName::parse(&"x".repeat(81)), Err(InvalidPerson::TooLong(80)));
    }
}
