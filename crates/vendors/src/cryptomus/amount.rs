//! Amounts as Cryptomus writes them: decimal texts, whose digits must not be lost.

use ringwright_domain::{Currency, Money};

/// An amount as a decimal text with the digits of its currency, such as `19.99`.
pub(super) fn write(amount: Money) -> String {
    let digits = amount.currency.exponent() as usize;
    let scale = 10_u64.pow(amount.currency.exponent());
    let (sign, units) = (if amount.minor < 0 { "-" } else { "" }, amount.minor.unsigned_abs());
    match digits {
        0 => format!("{sign}{units}"),
        _ => format!("{sign}{}.{:0digits$}", units / scale, units % scale),
    }
}

/// Reads a decimal text such as `19.99000000`; `None` when it is none, or finer than the currency.
pub(super) fn read(text: &str, currency: Currency) -> Option<Money> {
    let digits = currency.exponent() as usize;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let (kept, finer) = fraction.split_at(digits.min(fraction.len()));
    if finer.bytes().any(|digit| digit != b'0') {
        return None;
    }
    format!("{whole}{kept:0<digits$}").parse().ok().map(|minor| Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(minor: i64, currency: &str) -> Money {
        Money::new(minor, currency.parse().unwrap())
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        for (amount, text) in [
            (money(1_999, "USD"), "19.99"),
            (money(5, "USD"), "0.05"),
            (money(2_000, "EUR"), "20.00"),
            (money(500, "JPY"), "500"),
            (money(1_500, "KWD"), "1.500"),
        ] {
            assert_eq!(write(amount), text);
            assert_eq!(read(text, amount.currency), Some(amount));
            assert_eq!(
                read(&format!("{text}{}", if text.contains('.') { "000" } else { ".000" }), amount.currency),
                Some(amount)
            );
        }
        assert_eq!(read("20", Currency::USD), Some(money(2_000, "USD")));
        assert_eq!(read("20.1", Currency::USD), Some(money(2_010, "USD")));
    }

    #[test]
    fn what_is_finer_than_the_currency_or_no_amount_is_not_guessed() {
        for text in ["19.999", "", ".", ".5", "-1", "1e3", "1,00", "0.001", "99999999999999999999"] {
            assert_eq!(read(text, Currency::USD), None, "{text}");
        }
        assert_eq!(read("500.5", "JPY".parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in 0_i64..1_000_000_000_000, currency in "USD|JPY|KWD") {
            let amount = money(minor, &currency);
            prop_assert_eq!(read(&write(amount), amount.currency), Some(amount));
        }
    }
}
