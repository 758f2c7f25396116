//! The vendors whose accounts a business can have.

/// A vendor that carries calls or takes payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// Carries calls.
    Vapi,
    /// Carries calls.
    Retell,
    /// Carries calls.
    ElevenLabs,
    /// Takes cards.
    Stripe,
    /// Takes crypto.
    Cryptomus,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// It carries calls.
    Calls,
    /// It takes payments.
    Payments,
}

impl Vendor {
    /// Everybody, those who carry calls first.
    pub const ALL: [Self; 5] = [Self::Vapi, Self::Retell, Self::ElevenLabs, Self::Stripe, Self::Cryptomus];

    /// The vendor of this name, as accounts have it.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == name)
    }

    /// The name in the API, in addresses and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vapi => "vapi",
            Self::Retell => "retell",
            Self::ElevenLabs => "elevenlabs",
            Self::Stripe => "stripe",
            Self::Cryptomus => "cryptomus",
        }
    }

    /// What its accounts are for.
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Vapi | Self::Retell | Self::ElevenLabs => AccountKind::Calls,
            Self::Stripe | Self::Cryptomus => AccountKind::Payments,
        }
    }

    /// Where its API is.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Vapi => "https://api.vapi.ai",
            Self::Retell => "https://api.retellai.com",
            Self::ElevenLabs => "https://api.elevenlabs.io",
            Self::Stripe => "https://api.stripe.com",
            Self::Cryptomus => "https://api.cryptomus.com",
        }
    }

    /// An agent of the sandbox's and the number that it calls from, as this vendor names them.
    pub(crate) const fn sandbox_agent(self) -> (&'static str, &'static str) {
        match self {
            Self::Retell => ("agent_sandbox", "+12025550190"),
            Self::ElevenLabs => ("agent_sandbox", "phnum_sandbox"),
            Self::Vapi | Self::Stripe | Self::Cryptomus => {
                ("a5000000-0000-4000-8000-000000000001", "ff000000-0000-4000-8000-000000000001")
            }
        }
    }
}

impl AccountKind {
    /// What accounts of a vendor are for; none for a vendor that is not known.
    pub fn of(vendor: &str) -> Option<Self> {
        Vendor::of(vendor).map(Vendor::kind)
    }
}
