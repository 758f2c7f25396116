//! Typed, prefixed ids: `bkg_01k…`. Readable in logs, sortable by age, impossible to swap.
//!
//! The part behind the prefix is a ULID (48 bits of milliseconds, 80 random bits) in lower case.

use crate::{Chance, Instant};

/// A text that is no id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of the form {prefix}_…")]
pub struct InvalidId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

fn mint(prefix: &str, now: Instant, chance: &dyn Chance) -> String {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    let random = (u128::from(chance.bits()) << 64) | u128::from(chance.bits());
    format!("{prefix}_{}", ulid::Ulid::from_parts(millis, random).to_string().to_ascii_lowercase())
}

fn check(prefix: &'static str, text: &str) -> Result<(), InvalidId> {
    let rest = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    let sound = rest.is_some_and(|rest| {
        rest.len() == 26
            && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
            && ulid::Ulid::from_string(rest).is_ok()
    });
    if sound { Ok(()) } else { Err(InvalidId { prefix }) }
}

fn made_at(prefix: &str, id: &str) -> Instant {
    let ulid = id.get(prefix.len() + 1..).and_then(|rest| ulid::Ulid::from_string(rest).ok());
    let millis = ulid.map_or(0, |ulid| ulid.timestamp_ms());
    Instant::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The prefix of this kind of id, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id made at `now`.
            pub fn new(now: Instant, chance: &dyn Chance) -> Self {
                Self(mint($prefix, now, chance))
            }

            /// When it was made, to the millisecond.
            pub fn made_at(&self) -> crate::Instant {
                made_at($prefix, &self.0)
            }

            /// The id as text, prefix included.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                check($prefix, text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                check($prefix, &text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )*};
}

ids! {
    /// An organisation: the tenant.
    OrgId = "org";
    /// A person who may sign in.
    UserId = "usr";
    /// A sign-in of a user.
    SessionId = "ses";
    /// A vendor account with its own keys and lines.
    AccountId = "acc";
    /// A persona at a vendor account.
    AgentId = "agt";
    /// Somebody who books calls.
    CustomerId = "cus";
    /// An order for one conversation.
    BookingId = "bkg";
    /// One attempt to hold that conversation.
    CallId = "call";
    /// One payment of a booking.
    PaymentId = "pay";
    /// Money that goes back.
    RefundId = "rfd";
    /// A comparison of a day's payments with the vendor's books.
    ReconciliationId = "rec";
    /// A durable piece of work.
    JobId = "job";
    /// A webhook as it came in.
    InboxId = "wh";
    /// A running process that works on jobs.
    NodeId = "node";
    /// Where an organisation wants to hear of its events.
    EndpointId = "whe";
    /// A message to such an endpoint; the same in every try.
    DeliveryId = "msg";
    /// A key of a program.
    ApiKeyId = "key";
    /// An invitation to join an organisation.
    InvitationId = "inv";
    /// An entry of the audit trail.
    AuditId = "aud";
    /// What a business offers.
    ServiceId = "svc";
    /// Somebody who works for a business.
    StaffId = "stf";
    /// A mail that is to be sent.
    MailId = "mail";
}

impl RefundId {
    /// The one refund of a payment from before refunds had ids.
    pub fn unnamed() -> Self {
        Self(format!("{}_{}", Self::PREFIX, ulid::Ulid::nil().to_string().to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[test]
    fn ids_are_prefixed_sortable_and_checked() {
        let chance = SeededChance::new(1);
        let a = BookingId::new(Instant::from_seconds(1_000), &chance);
        let b = BookingId::new(Instant::from_seconds(2_000), &chance);
        assert!(a.as_str().starts_with("bkg_") && a < b);
        assert_eq!(a.to_string().parse::<BookingId>().unwrap(), a);
        assert!(a.to_string().parse::<CallId>().is_err());
        assert_eq!((a.made_at(), b.made_at()), (Instant::from_seconds(1_000), Instant::from_seconds(2_000)));
        for wrong in
            ["", "bkg_", "bkg_short", "BKG_01ARZ3NDEKTSV4RRFFQ69G5FAV", "bkg_01arz3ndektsv4rrffq69g5fa'"]
        {
            assert!(wrong.parse::<BookingId>().is_err(), "{wrong}");
        }
    }
}
