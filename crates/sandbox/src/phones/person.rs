//! People by telephone number.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who has a number: decided by its last seven digits, 555-01NN in any area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Person {
    /// Answers and talks for a while.
    #[serde(rename = "00")]
    Talkative,
    /// Is on the phone already.
    #[serde(rename = "01")]
    Busy,
    /// Lets it ring.
    #[serde(rename = "02")]
    Away,
    /// Has a machine that answers.
    #[serde(rename = "03")]
    Voicemail,
    /// Presses the red button.
    #[serde(rename = "04")]
    Rejecting,
    /// Answers and hangs up at once.
    #[serde(rename = "05")]
    Hasty,
    /// Never hangs up.
    #[serde(rename = "06")]
    Endless,
    /// Nobody: the number does not exist.
    #[serde(rename = "07")]
    Nobody,
    /// Has an assistant that asks who is calling; nobody comes.
    #[serde(rename = "08")]
    Screened,
    /// Whoever sits before the control page.
    #[serde(rename = "09")]
    Browser,
    /// Anybody else: answers and talks briefly.
    #[serde(rename = "other")]
    Anybody,
}

/// How long somebody takes, in sandbox seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Times {
    /// From the moment the call is placed until it is answered, refused or given up.
    pub ring: f64,
    /// From the answer to the end; nothing for somebody who never hangs up.
    pub talk: Option<f64>,
}

impl Person {
    /// Everybody.
    pub const ALL: [Self; 11] = [
        Self::Talkative,
        Self::Busy,
        Self::Away,
        Self::Voicemail,
        Self::Rejecting,
        Self::Hasty,
        Self::Endless,
        Self::Nobody,
        Self::Screened,
        Self::Browser,
        Self::Anybody,
    ];

    /// Who has this number.
    pub fn at(number: &str) -> Self {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let last = digits.get(digits.len().saturating_sub(7)..).and_then(|tail| tail.strip_prefix("55501"));
        last.and_then(|key| Self::ALL.into_iter().find(|person| person.key() == key)).unwrap_or(Self::Anybody)
    }

    /// The last two digits, or `other`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Talkative => "00",
            Self::Busy => "01",
            Self::Away => "02",
            Self::Voicemail => "03",
            Self::Rejecting => "04",
            Self::Hasty => "05",
            Self::Endless => "06",
            Self::Nobody => "07",
            Self::Screened => "08",
            Self::Browser => "09",
            Self::Anybody => "other",
        }
    }

    /// What they do, for people to read.
    pub fn habit(self) -> &'static str {
        match self {
            Self::Talkative => "answers and has a friendly conversation",
            Self::Busy => "is busy",
            Self::Away => "does not pick up",
            Self::Voicemail => "has a voicemail that answers",
            Self::Rejecting => "declines the call",
            Self::Hasty => "answers and hangs up at once",
            Self::Endless => "never hangs up",
            Self::Nobody => "is not a valid number",
            Self::Screened => "has call screening: an assistant asks who is calling, nobody comes",
            Self::Browser => "is you: pick up, decline or hang up on this page",
            Self::Anybody => "answers and talks briefly",
        }
    }

    /// How long they usually take.
    pub fn times(self) -> Times {
        let (ring, talk) = match self {
            Self::Talkative => (2.0, Some(6.0)),
            Self::Busy | Self::Nobody => (0.5, None),
            Self::Away => (20.0, None),
            Self::Voicemail => (4.0, Some(4.0)),
            Self::Rejecting => (3.0, None),
            Self::Hasty => (2.0, Some(1.0)),
            Self::Endless => (2.0, None),
            Self::Screened => (2.0, Some(8.0)),
            Self::Browser => (45.0, None),
            Self::Anybody => (1.0, Some(3.0)),
        };
        Times { ring, talk }
    }

    /// Whether a person before the control page acts for them.
    pub fn is_browser(self) -> bool {
        self == Self::Browser
    }

    /// Who it is, for the control page.
    pub fn view(self, times: Times) -> Value {
        json!({
            "person": self.key(),
            "habit": self.habit(),
            "actsInBrowser": self.is_browser(),
            "number": match self {
                Self::Anybody => "any other number".to_owned(),
                _ => format!("+1 (any area) 555-01{}", self.key()),
            },
            "example": match self {
                Self::Anybody => "+12025550142".to_owned(),
                _ => format!("+120255501{}", self.key()),
            },
            "times": times,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_their_last_seven_digits() {
        assert_eq!(Person::at("+12025550103"), Person::Voicemail);
        assert_eq!(Person::at("+44 20 5550 109"), Person::Browser);
        assert_eq!(Person::at("+12025550142"), Person::Anybody);
        assert_eq!(Person::at("+12025560103"), Person::Anybody);
        assert_eq!(Person::at("12"), Person::Anybody);
    }

    #[test]
    fn the_name_in_json_is_the_key() {
        for person in Person::ALL {
            assert_eq!(serde_json::to_value(person).unwrap(), person.key());
        }
    }
}
