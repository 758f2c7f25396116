//! Amounts as Cryptomus writes them: decimal texts with up to eight digits after the point.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A decimal number with eight digits after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(i64);

/// One, in the smallest unit.
const ONE: i64 = 100_000_000;
/// No invoice is over more than this.
const MOST: i64 = 10_000_000 * ONE;

impl Amount {
    /// Reads `10`, `10.28` or `0.00012`; nothing for what is no amount, or too much of it.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(rest) || rest.len() > 8 || whole.len() > 8 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let rest: i64 = format!("{rest:0<8}").parse().ok()?;
        Some(Self(whole * ONE + rest)).filter(|amount| amount.0 <= MOST)
    }

    /// Whether there is nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This many hundredths of it.
    pub fn percent(self, percent: i64) -> Self {
        self.scaled(percent, 100)
    }

    /// Multiplied by a fraction.
    pub fn scaled(self, times: i64, over: i64) -> Self {
        let exact = i128::from(self.0) * i128::from(times) / i128::from(over.max(1));
        Self(i64::try_from(exact).unwrap_or(i64::MAX))
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left, which is never less than nothing.
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// With two digits after the point, as amounts in ordinary currencies are written.
    pub fn money(self) -> String {
        format!("{}.{:02}", self.0 / ONE, self.0 % ONE / 1_000_000)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:08}", self.0 / ONE, self.0 % ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let amount = Amount::read("10.28").unwrap();
        assert_eq!((amount.to_string(), amount.money()), ("10.28000000".into(), "10.28".into()));
        assert_eq!(Amount::read("7").unwrap().percent(98).to_string(), "6.86000000");
        assert_eq!(Amount::read("0.00000001").unwrap().plus(amount).minus(amount).to_string(), "0.00000001");
        for nonsense in ["", ".", "1.", ".5", "-1", "1e3", "1,5", "0.000000001", "99999999999"] {
            assert_eq!(Amount::read(nonsense), None, "{nonsense}");
        }
    }
}
