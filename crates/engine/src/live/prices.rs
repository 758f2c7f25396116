//! What the vendors of live calls take.

use std::collections::BTreeMap;

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A minute of sound that a recogniser hears.
    Minute,
    /// A million tokens that a model reads.
    MillionPrompt,
    /// A million tokens that a model writes.
    MillionCompletion,
    /// A thousand letters that a synthesiser speaks.
    ThousandLetters,
}

impl Unit {
    const ALL: [(&'static str, Self); 4] = [
        ("minute", Self::Minute),
        ("million_prompt", Self::MillionPrompt),
        ("million_completion", Self::MillionCompletion),
        ("thousand_letters", Self::ThousandLetters),
    ];

    /// In how many parts it is counted: milliseconds, tokens, letters.
    const fn parts(self) -> u64 {
        match self {
            Self::Minute => 60_000,
            Self::MillionPrompt | Self::MillionCompletion => 1_000_000,
            Self::ThousandLetters => 1_000,
        }
    }
}

/// Prices in millionths of a US dollar. A vendor without one takes nothing: an endpoint on this machine, say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices(BTreeMap<(String, Unit), u64>);

impl Prices {
    /// Reads `deepgram.minute=7700, openai.million_prompt=150000`.
    ///
    /// # Errors
    /// When a price cannot be understood; the text says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut prices = Self::default();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let read = || {
                let (name, price) = item.split_once('=')?;
                let (vendor, unit) = name.trim().split_once('.')?;
                let (_, unit) = Unit::ALL.into_iter().find(|(known, _)| *known == unit)?;
                Some(((vendor.to_owned(), unit), price.trim().parse().ok()?))
            };
            let units = Unit::ALL.map(|(name, _)| name).join(", ");
            let (key, price) = read().ok_or_else(|| {
                format!("the price {item:?} is none: write vendor.unit=micros with a unit of {units}")
            })?;
            prices.0.insert(key, price);
        }
        Ok(prices)
    }

    /// What an amount takes, in millionths of a US dollar, rounded up.
    pub(super) fn of(&self, vendor: &str, unit: Unit, amount: u64) -> u64 {
        let price = self.0.get(&(vendor.to_owned(), unit)).copied().unwrap_or_default();
        price.saturating_mul(amount).div_ceil(unit.parts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_takes_what_is_written_and_nothing_else() {
        let prices = Prices::parse("deepgram.minute=7700, openai.million_prompt=150000,").unwrap();
        assert_eq!(prices.of("deepgram", Unit::Minute, 90_000), 11_550);
        assert_eq!(prices.of("openai", Unit::MillionPrompt, 7), 2);
        assert_eq!(prices.of("openai", Unit::MillionCompletion, 1_000), 0);
        assert_eq!(prices.of("elsewhere", Unit::Minute, 1_000), 0);
    }

    #[test]
    fn a_price_that_is_none_is_named() {
        for wrong in ["deepgram=1", "deepgram.hour=1", "deepgram.minute=cheap", "minute"] {
            assert!(Prices::parse(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
