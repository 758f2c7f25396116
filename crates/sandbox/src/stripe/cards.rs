//! Test cards, and what their banks say.

use super::model::{CardFace, Sequel};

/// What a bank says to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, and what comes of it later.
    Approve(Sequel),
    /// It will think about it for a while and then say yes.
    Process,
    /// Only after the holder has authenticated.
    Authenticate,
    /// No.
    Decline(Decline),
}

/// Why a card is not charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Stripe's error code.
    pub code: &'static str,
    /// The bank's reason.
    pub decline_code: &'static str,
    /// For the person who pays.
    pub message: &'static str,
}

/// The number is no card number at all.
pub const INCORRECT_NUMBER: Decline = Decline {
    code: "incorrect_number",
    decline_code: "incorrect_number",
    message: "Your card number is not valid. Check the digits.",
};
/// The number could be a real card, which has no business here.
pub const NOT_A_TEST_CARD: Decline = Decline {
    code: "not_a_test_card",
    decline_code: "not_a_test_card",
    message: "Your card number is not a test card. Use one of the test cards, never a real one.",
};
const BAD_EXPIRY: Decline = Decline {
    code: "invalid_expiry",
    decline_code: "invalid_expiry",
    message: "The expiry must be a month and year in the future, such as 12 / 34.",
};
const BAD_CVC: Decline = Decline {
    code: "invalid_cvc",
    decline_code: "invalid_cvc",
    message: "The CVC has three or four digits.",
};
const GENERIC: Decline =
    Decline { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." };
const INSUFFICIENT: Decline = Decline {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
};
const EXPIRED: Decline =
    Decline { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." };
const WRONG_CVC: Decline = Decline {
    code: "incorrect_cvc",
    decline_code: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
};

/// All test cards: number, verdict, and what to tell people about it. The numbers and their habits are Stripe's, but
/// for the last one, which is the sandbox's own: no card of Stripe's takes a while.
pub const TEST_CARDS: [(&str, Verdict, &str); 11] = [
    ("4242424242424242", Verdict::Approve(Sequel::None), "pays"),
    ("4000002760003184", Verdict::Authenticate, "asks for 3-D Secure"),
    ("4000002500003155", Verdict::Authenticate, "asks for 3-D Secure"),
    ("4000000000000002", Verdict::Decline(GENERIC), "is declined"),
    ("4000000000009995", Verdict::Decline(INSUFFICIENT), "has insufficient funds"),
    ("4000000000000069", Verdict::Decline(EXPIRED), "has expired"),
    ("4000000000000127", Verdict::Decline(WRONG_CVC), "has another CVC"),
    ("4000000000000259", Verdict::Approve(Sequel::Dispute), "pays, then disputes"),
    ("4000000000005126", Verdict::Approve(Sequel::RefundFails), "pays; refunds fail later"),
    ("4000000000007726", Verdict::Approve(Sequel::RefundPends), "pays; refunds take a while"),
    ("4000000000003337", Verdict::Process, "pays after a while"),
];

/// A card as somebody typed it.
#[derive(Clone, Default)]
pub struct Card {
    /// Digits, perhaps with spaces.
    pub number: String,
    /// `MM / YY`; a program may leave it out.
    pub expiry: Option<String>,
    /// A program may leave it out.
    pub cvc: Option<String>,
}

impl Card {
    /// What the bank says, or what is wrong with the input. `month` counts months since year 0.
    pub fn read(&self, month: i32) -> Result<(CardFace, Verdict), Decline> {
        let digits: String = self.number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if !(12..=19).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) || !luhn(&digits)
        {
            return Err(INCORRECT_NUMBER);
        }
        let found = TEST_CARDS.iter().find(|(number, ..)| *number == digits);
        let (_, verdict, _) = found.ok_or(NOT_A_TEST_CARD)?;
        let (exp_month, exp_year) = match &self.expiry {
            Some(text) => expiry(text).filter(|(m, y)| i32::from(*y) * 12 + i32::from(*m) > month),
            None => Some((12, 2034)),
        }
        .ok_or(BAD_EXPIRY)?;
        let cvc = self.cvc.as_deref().map(str::trim);
        if cvc.is_some_and(|cvc| !(3..=4).contains(&cvc.len()) || !cvc.bytes().all(|b| b.is_ascii_digit())) {
            return Err(BAD_CVC);
        }
        let last4 = digits[digits.len() - 4..].to_owned();
        let sequel = match verdict {
            Verdict::Approve(sequel) => *sequel,
            _ => Sequel::None,
        };
        Ok((CardFace { last4, exp_month, exp_year, sequel }, *verdict))
    }
}

/// Reads `12/34`, `12 / 2034` or `1234`.
fn expiry(text: &str) -> Option<(u8, u16)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (month, year) = text.split_once('/').or_else(|| text.split_at_checked(2))?;
    let month: u8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let year: u16 = match year.len() {
        2 => 2000 + year.parse::<u16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    Some((month, year))
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, byte)| {
            let digit = u32::from(byte - b'0');
            if position % 2 == 0 { digit } else { digit * 2 - if digit > 4 { 9 } else { 0 } }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The months up to and including November 2026.
    const NOW: i32 = 2026 * 12 + 10;

    fn read(number: &str, expiry: Option<&str>, cvc: Option<&str>) -> Result<Verdict, &'static str> {
        let card = Card { number: number.into(), expiry: expiry.map(Into::into), cvc: cvc.map(Into::into) };
        card.read(NOW).map(|(_, verdict)| verdict).map_err(|decline| decline.code)
    }

    #[test]
    fn all_test_cards_have_a_valid_number() {
        assert!(TEST_CARDS.iter().all(|(number, ..)| luhn(number)));
    }

    #[test]
    fn cards() {
        assert_eq!(
            read("4242 4242 4242 4242", Some("12 / 34"), Some("123")),
            Ok(Verdict::Approve(Sequel::None))
        );
        assert_eq!(read("4242424242424242", None, None), Ok(Verdict::Approve(Sequel::None)));
        assert_eq!(read("4242424242424241", None, None), Err("incorrect_number"));
        assert_eq!(read("5555555555554444", None, None), Err("not_a_test_card"));
        assert_eq!(read("4242424242424242", Some("13/34"), None), Err("invalid_expiry"));
        assert_eq!(read("4242424242424242", Some("10/26"), None), Err("invalid_expiry"));
        assert_eq!(read("4242424242424242", Some("11/26"), None), Ok(Verdict::Approve(Sequel::None)));
        assert_eq!(read("4242424242424242", Some("å"), None), Err("invalid_expiry"));
        assert_eq!(read("4242424242424242", None, Some("12a")), Err("invalid_cvc"));
    }
}
