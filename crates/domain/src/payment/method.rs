//! How a payment is made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a payment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// By card or the like, on a page of the vendor's.
    Checkout,
    /// By card or the like, in a form on our own page.
    Element,
    /// In a cryptocurrency, by an invoice of the vendor's.
    Crypto,
}

/// A text that is no way to pay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a way to pay is checkout, element or crypto")]
pub struct UnknownMethod;

impl PaymentMethod {
    /// Every way to pay, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Checkout, Self::Element, Self::Crypto];

    /// The name in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checkout => "checkout",
            Self::Element => "element",
            Self::Crypto => "crypto",
        }
    }
}

impl fmt::Display for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PaymentMethod {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, UnknownMethod> {
        Self::ALL.into_iter().find(|method| method.as_str() == text).ok_or(UnknownMethod)
    }
}
