//! Who a business is, and how it looks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reader::{Fault, Reader};
use crate::person::Email;
use crate::{Currency, Phone};

/// Who a business is. What it does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Profile {
    /// The language and country of its texts, such as `en-US`.
    pub locale: String,
    /// The currency of its prices (ISO 4217).
    pub currency: String,
    /// How customers reach it.
    pub contact: Contact,
    /// How it looks.
    pub brand: Brand,
    /// What kind of business it is: the code of a template, or empty.
    pub business_type: String,
}

/// How customers reach a business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Its mail address.
    pub email: String,
    /// Its telephone number (E.164).
    pub phone: String,
    /// Where it is, in a line.
    pub address: String,
    /// Its own site, `https://…`.
    pub website: String,
}

/// How a business looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Brand {
    /// The name that callers hear and see, where it is another than the organisation's.
    pub name: String,
    /// The colour of buttons and links, `#rrggbb`.
    pub accent: String,
    /// A domain of its own for its pages.
    pub domain: String,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            locale: "en-US".to_owned(),
            currency: "USD".to_owned(),
            contact: Contact::default(),
            brand: Brand::default(),
            business_type: String::new(),
        }
    }
}

impl Profile {
    /// What is wrong with it; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.language("locale", &self.locale);
        if self.currency.parse::<Currency>().is_err() {
            reader.note("currency", "unknown", "a currency is three letters such as USD");
        }
        let contact = &self.contact;
        if !contact.email.is_empty() && Email::parse(&contact.email).is_err() {
            reader.note("contact.email", "unsound", "this is no mail address");
        }
        if !contact.phone.is_empty() && contact.phone.parse::<Phone>().is_err() {
            reader.note(
                "contact.phone",
                "unsound",
                "write the number with its country, such as +12025550100",
            );
        }
        reader.text("contact.address", &contact.address, 200);
        let website = contact.website.strip_prefix("https://").is_some_and(|rest| rest.contains('.'));
        if !contact.website.is_empty() && !website {
            reader.note("contact.website", "unsound", "an address begins with https://");
        }
        reader.text("contact.website", &contact.website, 300);
        reader.text("brand.name", &self.brand.name, 60);
        let accent = self.brand.accent.strip_prefix('#');
        let accent =
            accent.is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if !self.brand.accent.is_empty() && !accent {
            reader.note("brand.accent", "unsound", "a colour is written as #1d4ed8");
        }
        let label = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let domain = &self.brand.domain;
        if !domain.is_empty() && (!domain.contains('.') || !domain.split('.').all(label)) {
            reader.note("brand.domain", "unsound", "a domain is written as calls.example.com");
        }
        reader.text("businessType", &self.business_type, 40);
        reader.0
    }
}
