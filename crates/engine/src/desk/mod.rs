//! The vendors' desk: makes the client of a vendor account from its row and its secrets.

mod vendors;

use std::sync::Arc;

use async_trait::async_trait;
use ringwright_domain::ids::AccountId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_store::Account;
use ringwright_store::vault::Vault;
use ringwright_vendors::{Carrier, IdentityProvider, Mail, Payments, Secret, VapiWebhookAuth};

pub use vendors::{GoogleSettings, SANDBOX_GOOGLE, VendorDesk};

use crate::Result;
pub use crate::vendor::{AccountKind, Vendor};

/// The sandbox's id of the credential that signs Vapi's webhooks.
pub const SANDBOX_CREDENTIAL: &str = "sandbox";

/// The publishable key that the sandbox's form takes.
pub const SANDBOX_PUBLISHABLE: &str = "pk_test_sandbox";

/// The merchant that the sandbox's Cryptomus knows from the start.
pub const SANDBOX_MERCHANT: &str = "5a000000-0000-4000-8000-000000000001";

/// How the webhooks of an account are judged.
#[derive(Debug, Clone)]
pub enum WebhookAuth {
    /// By Vapi's ways.
    Vapi(VapiWebhookAuth),
    /// By an API key of Retell's.
    Retell(Secret),
    /// By the secret of a webhook of ElevenLabs'.
    ElevenLabs(Secret),
    /// By the signing secret of a Stripe endpoint.
    Stripe(Secret),
    /// By the API key of a Cryptomus merchant.
    Cryptomus(Secret),
}

/// What a page needs to show the vendor's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// Names the account to the vendor's script; not a secret.
    pub publishable_key: String,
    /// Where the vendor's script is.
    pub script_url: String,
}

/// Where clients of vendors come from.
#[async_trait]
pub trait Desk: Send + Sync {
    /// The carrier of an account.
    async fn carrier(&self, account: &Account) -> Result<Arc<dyn Carrier>>;

    /// The payments of an account.
    async fn payments(&self, account: &Account) -> Result<Arc<dyn Payments>>;

    /// Whether an account goes to the real vendor.
    fn is_live(&self, account: &Account) -> bool;

    /// The ways to pay that an account takes; none for one that carries calls, or cannot be reached.
    async fn methods(&self, account: &Account) -> Result<Vec<PaymentMethod>>;

    /// What a page needs to show the form of an account, if it has one.
    async fn front(&self, account: &Account) -> Result<Option<Front>>;

    /// How the webhooks of an account are judged.
    async fn webhook_auth(&self, account: &Account) -> Result<WebhookAuth>;

    /// Forgets the client of an account whose secrets have changed, so that the next one is made anew.
    async fn forget(&self, account: &AccountId);

    /// Whoever sends the installation's mail.
    fn mail(&self) -> Result<Arc<dyn Mail>>;

    /// Google as somebody who vouches for people, where it is set up.
    fn google(&self) -> Option<&dyn IdentityProvider> {
        None
    }

    /// The vault that opens the accounts' secrets.
    fn vault(&self) -> &Vault;
}

/// What the operator said about a vendor in the environment.
#[derive(Debug, Clone, Default)]
pub struct VendorSettings {
    /// Overrides every base address (`VAPI_URL`, `STRIPE_URL`).
    pub url: Option<String>,
    /// The API key (`VAPI_API_KEY`, `STRIPE_API_KEY`); stands above the vault.
    pub key: Option<String>,
    /// The secret of webhooks (`VAPI_WEBHOOK_SECRET`, `STRIPE_WEBHOOK_SECRET`); stands above the vault.
    pub webhook_secret: Option<String>,
    /// The merchant that the key belongs to (`CRYPTOMUS_MERCHANT`); stands above the vault.
    pub merchant: Option<String>,
    /// The key of forms on our own page (`STRIPE_PUBLISHABLE_KEY`); stands above the vault.
    pub publishable_key: Option<String>,
    /// Whom mails are from, such as `Ringwright <calls@example.com>` (`RESEND_FROM`).
    pub sender: Option<String>,
}

/// The names of an account's secrets in the vault.
pub mod secrets {
    use ringwright_domain::ids::AccountId;

    /// The API key.
    pub fn key(account: &AccountId) -> String {
        format!("{account}/key")
    }

    /// The secret that webhooks are judged by.
    pub fn webhook(account: &AccountId) -> String {
        format!("{account}/webhook")
    }

    /// The key that names the account to the vendor's script; not a secret, but kept with them.
    pub fn publishable(account: &AccountId) -> String {
        format!("{account}/publishable")
    }

    /// The merchant that the API key belongs to, at Cryptomus.
    pub fn merchant(account: &AccountId) -> String {
        format!("{account}/merchant")
    }

    /// Vapi's id of the credential that signs webhooks; without it, webhooks carry the secret itself.
    pub fn credential(account: &AccountId) -> String {
        format!("{account}/credential")
    }
}

/// Whether an account takes payments; the others carry calls.
pub(crate) fn takes_payments(account: &Account) -> bool {
    AccountKind::of(&account.vendor) == Some(AccountKind::Payments)
}
