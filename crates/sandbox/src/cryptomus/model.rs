//! What Cryptomus remembers.

use serde::{Deserialize, Serialize};

use super::amount::Amount;
use crate::table::Row;

/// Where an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing was paid yet.
    Check,
    /// It was paid, and the chain has not confirmed it often enough.
    ConfirmCheck,
    /// It was paid in full.
    Paid,
    /// More was paid than asked for.
    PaidOver,
    /// Less was paid than asked for, and no more is taken.
    WrongAmount,
    /// Less was paid than asked for, and the rest may follow.
    WrongAmountWaiting,
    /// The payment failed.
    Fail,
    /// The time is over and nothing was paid.
    Cancel,
}

impl Status {
    /// Cryptomus's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::ConfirmCheck => "confirm_check",
            Self::Paid => "paid",
            Self::PaidOver => "paid_over",
            Self::WrongAmount => "wrong_amount",
            Self::WrongAmountWaiting => "wrong_amount_waiting",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
        }
    }

    /// Whether nothing can happen to the invoice any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Check | Self::ConfirmCheck | Self::WrongAmountWaiting)
    }

    /// Whether the merchant is told when an invoice gets there.
    pub fn is_told(self) -> bool {
        self.is_final() || self == Self::ConfirmCheck
    }
}

/// A coin on a chain, and what it is worth.
pub struct Coin {
    /// Its code.
    pub code: &'static str,
    /// The code of the chain.
    pub network: &'static str,
    /// How people call it.
    pub name: &'static str,
    /// What one is worth in dollars; the sandbox's rates never move.
    pub dollars: i64,
    /// How addresses on the chain begin.
    pub address: &'static str,
}

/// The coins that are taken.
pub const COINS: [Coin; 4] = [
    Coin { code: "USDT", network: "tron", name: "Tether on Tron", dollars: 1, address: "T" },
    Coin { code: "USDC", network: "polygon", name: "USD Coin on Polygon", dollars: 1, address: "0x" },
    Coin { code: "ETH", network: "eth", name: "Ether", dollars: 4_000, address: "0x" },
    Coin { code: "BTC", network: "btc", name: "Bitcoin", dollars: 100_000, address: "bc1q" },
];

/// What ten thousand units of an ordinary currency are worth in dollars.
const CURRENCIES: [(&str, i64); 6] =
    [("USD", 10_000), ("EUR", 10_800), ("GBP", 12_700), ("SEK", 950), ("NOK", 920), ("DKK", 1_450)];

/// What an amount is worth in dollars; nothing for a currency that is not taken.
pub fn dollars(amount: Amount, currency: &str) -> Option<Amount> {
    if let Some(coin) = COINS.iter().find(|coin| coin.code == currency) {
        return Some(amount.scaled(coin.dollars, 1));
    }
    let (_, rate) = CURRENCIES.iter().find(|(code, _)| *code == currency)?;
    Some(amount.scaled(*rate, 10_000))
}

/// How many hundredths of a payment the vendor keeps.
const COMMISSION: i64 = 2;

/// An invoice.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invoice {
    pub uuid: String,
    pub merchant: String,
    pub order_id: String,
    pub created: i64,
    pub updated: i64,
    pub expires_at: i64,
    pub lifetime: i64,
    pub amount: Amount,
    pub currency: String,
    pub status: Status,
    /// The place of the coin in [`COINS`], once it was chosen.
    pub coin: Option<usize>,
    pub address: Option<String>,
    /// How much was paid, in the coin.
    pub received: Amount,
    /// What the chain will say when it has confirmed the payment.
    pub awaited: Option<Status>,
    pub from: Option<String>,
    pub txid: Option<String>,
    pub multiple: bool,
    /// How many hundredths may be missing.
    pub accuracy: i64,
    /// How many hundredths of the commission the payer bears.
    pub subtract: i64,
    pub additional_data: Option<String>,
    pub url: String,
    pub url_return: Option<String>,
    pub url_success: Option<String>,
    pub url_callback: Option<String>,
}

impl Invoice {
    /// The coin that was chosen.
    pub fn coin(&self) -> Option<&'static Coin> {
        self.coin.and_then(|place| COINS.get(place))
    }

    /// What it is worth in dollars.
    pub fn dollars(&self) -> Amount {
        dollars(self.amount, &self.currency).unwrap_or_default()
    }

    /// What is to be paid in a coin, with the payer's share of the commission.
    pub fn asked(&self, coin: &Coin) -> Amount {
        let share = 10_000 + COMMISSION * self.subtract;
        self.dollars().scaled(share, 10_000).scaled(1, coin.dollars)
    }

    /// What the merchant gets of what was paid.
    pub fn for_merchant(&self) -> Amount {
        self.received.percent(100 - COMMISSION)
    }
}

impl Row for Invoice {
    const KIND: &'static str = "invoice";

    fn id(&self) -> &str {
        &self.uuid
    }
}
