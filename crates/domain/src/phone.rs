//! Telephone numbers in E.164.

use std::fmt;
use std::str::FromStr;

use phonenumber::Mode;
use phonenumber::country::Id as Region;
use serde::{Deserialize, Serialize};

/// A telephone number in E.164 (ITU-T), such as `+12025550100`: valid by the numbering plan of its
/// country, which does not say that somebody has it.
///
/// Its `Debug` form is masked, so that a number cannot slip into a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is no telephone number that can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    /// Nothing was written.
    #[error("enter a telephone number")]
    Empty,
    /// Letters, or too few or too many digits.
    #[error("this is not a telephone number; write it with its country code, such as +1 202 555 0100")]
    NotANumber,
    /// The form is right, but the country's numbering plan has no such number.
    #[error("this number does not exist in its country's numbering plan; check the digits")]
    NotInPlan,
}

impl Phone {
    /// Reads what a person wrote. A number without `+` is taken to belong to `region`
    /// (ISO 3166 alpha-2, such as `US`).
    ///
    /// # Errors
    /// [`InvalidPhone`] says what is wrong.
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, InvalidPhone> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidPhone::Empty);
        }
        if text.len() > 40 || text.chars().any(|c| c.is_alphabetic() || c.is_control()) {
            return Err(InvalidPhone::NotANumber);
        }
        // `00` is the usual international prefix; the library would read it as a national number.
        let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
        let region = region.and_then(|region| region.parse::<Region>().ok());
        let number = phonenumber::parse(region, international.as_deref().unwrap_or(text))
            .map_err(|_| InvalidPhone::NotANumber)?;
        if !phonenumber::is_valid(&number) {
            return Err(InvalidPhone::NotInPlan);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }

    /// A number that was checked before it was kept. Only its form is looked at: what was booked stays readable
    /// when a country's numbering plan changes.
    ///
    /// # Errors
    /// [`InvalidPhone::NotANumber`] when it is not `+` and 3 to 15 digits (ITU-T E.164, 6.2).
    pub fn kept(text: &str) -> Result<Self, InvalidPhone> {
        let digits = text.strip_prefix('+').ok_or(InvalidPhone::NotANumber)?;
        if !(3..=15).contains(&digits.len())
            || digits.starts_with('0')
            || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(InvalidPhone::NotANumber);
        }
        Ok(Self(text.to_owned()))
    }

    /// The number in E.164, with `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits by which it is looked for: as they are dialled from abroad, and as they are written at
    /// home, without zeros in front.
    pub fn digits(&self) -> [String; 2] {
        let home = phonenumber::parse(None, &self.0).map(|number| number.national().value().to_string());
        let abroad = self.0.trim_start_matches('+').to_owned();
        [abroad.clone(), home.unwrap_or(abroad)]
    }

    /// The number with all but its first two and last two digits hidden, such as `+1•••••••••00`,
    /// for places where another person may look.
    pub fn masked(&self) -> String {
        let digits = self.0.len();
        self.0.chars().enumerate().map(|(i, c)| if i < 2 || i + 2 >= digits { c } else { '•' }).collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl FromStr for Phone {
    type Err = InvalidPhone;

    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        Self::parse(text, None)
    }
}

impl TryFrom<String> for Phone {
    type Error = InvalidPhone;

    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_numbers_in_many_ways() {
        for text in ["+1 202 555 0100", "(202) 555-0100", "202.555.0100", "0012025550100", "+12025550100"] {
            assert_eq!(Phone::parse(text, Some("US")).unwrap().as_str(), "+12025550100", "{text}");
        }
        assert_eq!(Phone::parse("070-174 06 05", Some("SE")).unwrap().as_str(), "+46701740605");
    }

    #[test]
    fn a_kept_number_is_read_by_its_form_alone() {
        assert_eq!(Phone::kept("+12025550100").unwrap().as_str(), "+12025550100");
        // No such number is in the plan, or no longer.
        assert_eq!(Phone::kept("+15550000").unwrap().as_str(), "+15550000");
        for text in [
            "",
            "+",
            "12025550100",
            "+0202555",
            "+1202555010x",
            "+12",
            "+1234567890123456",
            "+1 202 555 0100",
        ] {
            assert_eq!(Phone::kept(text), Err(InvalidPhone::NotANumber), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_refused_with_a_reason() {
        assert_eq!(Phone::parse("  ", None), Err(InvalidPhone::Empty));
        assert_eq!(Phone::parse("call me", Some("US")), Err(InvalidPhone::NotANumber));
        assert_eq!(Phone::parse("+1 202 555 01", None), Err(InvalidPhone::NotInPlan));
        assert_eq!(Phone::parse("2025550100", None), Err(InvalidPhone::NotANumber));
        assert!(Phone::parse(&"9".repeat(5_000), Some("US")).is_err());
    }

    #[test]
    fn a_number_is_looked_for_by_its_digits_here_and_abroad() {
        let digits = |text: &str| text.parse::<Phone>().unwrap().digits();
        assert_eq!(digits("+12025550100"), ["12025550100", "2025550100"]);
        assert_eq!(digits("+46701740605"), ["46701740605", "701740605"]);
    }

    #[test]
    fn debug_does_not_show_the_number() {
        let phone: Phone = "+12025550142".parse().unwrap();
        assert_eq!(format!("{phone:?}"), "+1••••••••42");
    }
}
