//! The vendors' desk: makes the client of a vendor account from its row and its secrets.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use ringwright_domain::ids::AccountId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_store::vault::Vault;
use ringwright_store::{Account, Mode, Store};
use ringwright_vendors::{
    BaseUrl, Carrier, CryptomusClient, GoogleSignIn, Http, IdentityProvider, Mail, Payments, ResendClient,
    Secret, StripeClient, VapiClient, VapiWebhookAuth,
};
use tokio::sync::RwLock;

use crate::{Error, Result};

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
    matches!(account.vendor.as_str(), "stripe" | "cryptomus")
}

/// The desk over the real vendors and the sandbox.
pub struct VendorDesk {
    http: Http,
    store: Store,
    vault: Vault,
    settings: HashMap<&'static str, VendorSettings>,
    sandbox_url: Option<String>,
    clients: RwLock<HashMap<AccountId, Client>>,
    google: Option<GoogleSignIn>,
}

/// The installation's client at Google.
#[derive(Clone)]
pub struct GoogleSettings {
    /// Where Google is; `https://accounts.google.com` unless told (`GOOGLE_URL`).
    pub url: String,
    /// The client's id (`GOOGLE_CLIENT_ID`).
    pub client: String,
    /// Its secret (`GOOGLE_CLIENT_SECRET`).
    pub secret: Secret,
}

/// The client that the sandbox's Google knows, and its secret.
pub const SANDBOX_GOOGLE: (&str, &str) = ("sandbox-client.apps.example.com", "GOCSPX-sandbox");

#[derive(Clone)]
enum Client {
    Carrier(Arc<dyn Carrier>),
    Payments(Arc<dyn Payments>),
}

impl VendorDesk {
    /// A desk. `sandbox_url` is where sandbox accounts go, such as `http://127.0.0.1:8090`.
    pub fn new(
        store: Store,
        vault: Vault,
        settings: HashMap<&'static str, VendorSettings>,
        sandbox_url: Option<String>,
    ) -> Self {
        Self {
            http: Http::default(),
            store,
            vault,
            settings,
            sandbox_url,
            clients: RwLock::default(),
            google: None,
        }
    }

    /// The same desk, where people can sign in with Google.
    ///
    /// # Errors
    /// When the address is unsound.
    pub fn with_google(self, settings: GoogleSettings) -> Result<Self> {
        let base = BaseUrl::parse(&settings.url)
            .map_err(|error| Error::Broken(format!("the address of Google: {error}")))?;
        let google = GoogleSignIn::new(self.http.clone(), base, settings.client, settings.secret);
        Ok(Self { google: Some(google), ..self })
    }

    /// The same desk, whose clients send through `http`.
    #[must_use]
    pub fn with_http(self, http: Http) -> Self {
        Self { http, ..self }
    }

    fn setting(&self, vendor: &str) -> Option<&VendorSettings> {
        self.settings.get(vendor)
    }

    /// Where the requests of an account go.
    ///
    /// # Errors
    /// When the account is for the sandbox and there is none, or the address is unsound.
    pub fn base_url(&self, account: &Account) -> Result<BaseUrl> {
        let setting = self.setting(&account.vendor);
        let live = self.is_live(account);
        let text = match (setting.and_then(|setting| setting.url.clone()), live, account.vendor.as_str()) {
            (Some(url), _, _) => url,
            (None, true, "vapi") => "https://api.vapi.ai".to_owned(),
            (None, true, "stripe") => "https://api.stripe.com".to_owned(),
            (None, true, "cryptomus") => "https://api.cryptomus.com".to_owned(),
            (None, true, other) => return Err(Error::Broken(format!("the vendor {other} is not known"))),
            (None, false, vendor) => match &self.sandbox_url {
                Some(sandbox) => format!("{sandbox}/{vendor}"),
                None => {
                    return Err(Error::Broken(format!(
                        "the account {} is for the sandbox, which is off; put its key into the vault with \
                         `ringwright vault set {} key`, or start with the sandbox",
                        account.id, account.id
                    )));
                }
            },
        };
        BaseUrl::parse(&text)
            .map_err(|error| Error::Broken(format!("the address of {}: {error}", account.vendor)))
    }

    /// Whether an account is live and its vendor stands at its own address.
    fn is_real(&self, account: &Account) -> bool {
        let elsewhere = self.setting(&account.vendor).is_some_and(|setting| setting.url.is_some());
        self.is_live(account) && !elsewhere
    }

    /// Where the script of Stripe's form is (<https://docs.stripe.com/js/including>).
    fn script_url(&self, account: &Account) -> Option<String> {
        if self.is_live(account) {
            Some("https://js.stripe.com/v3/".to_owned())
        } else {
            self.sandbox_url.as_ref().map(|sandbox| format!("{sandbox}/stripe/v3/"))
        }
    }

    async fn secret(&self, account: &Account, name: &str) -> Result<Option<Secret>> {
        let mut tx = self.store.org(&account.org).read().await?;
        Ok(tx.secret(&self.vault, name).await?.map(Secret::new))
    }

    async fn key(&self, account: &Account) -> Result<Secret> {
        if let Some(key) = self.setting(&account.vendor).and_then(|setting| setting.key.clone()) {
            return Ok(Secret::new(key));
        }
        let key = self.secret(account, &secrets::key(&account.id)).await?;
        key.ok_or_else(|| {
            Error::Broken(format!(
                "the account {} has no key; put it into the vault with `ringwright vault set {} key`",
                account.id, account.id
            ))
        })
    }

    /// The merchant of an account at Cryptomus.
    async fn merchant(&self, account: &Account) -> Result<Option<String>> {
        let set = self.setting(&account.vendor).and_then(|setting| setting.merchant.clone());
        Ok(match set {
            Some(merchant) => Some(merchant),
            None => {
                let merchant = self.secret(account, &secrets::merchant(&account.id)).await?;
                merchant.map(|merchant| merchant.expose().to_owned())
            }
        }
        .filter(|merchant| !self.is_real(account) || merchant != SANDBOX_MERCHANT))
    }

    async fn client(&self, account: &Account) -> Result<Client> {
        if let Some(client) = self.clients.read().await.get(&account.id) {
            return Ok(client.clone());
        }
        let (base, key) = (self.base_url(account)?, self.key(account).await?);
        let client = match self.webhook_auth(account).await? {
            WebhookAuth::Vapi(auth) => {
                Client::Carrier(Arc::new(VapiClient::new(self.http.clone(), base, key, auth)))
            }
            WebhookAuth::Stripe(_) => {
                Client::Payments(Arc::new(StripeClient::new(self.http.clone(), base, key)))
            }
            WebhookAuth::Cryptomus(_) => {
                let merchant = self.merchant(account).await?.ok_or_else(|| {
                    Error::Broken(format!(
                        "the account {} names no merchant; put it into the vault with \
                         `ringwright vault set {} merchant`",
                        account.id, account.id
                    ))
                })?;
                Client::Payments(Arc::new(CryptomusClient::new(self.http.clone(), base, merchant, key)))
            }
        };
        self.clients.write().await.insert(account.id.clone(), client.clone());
        Ok(client)
    }
}

#[async_trait]
impl Desk for VendorDesk {
    async fn carrier(&self, account: &Account) -> Result<Arc<dyn Carrier>> {
        match self.client(account).await? {
            Client::Carrier(carrier) => Ok(carrier),
            Client::Payments(_) => Err(Error::Broken(format!("{} carries no calls", account.vendor))),
        }
    }

    async fn payments(&self, account: &Account) -> Result<Arc<dyn Payments>> {
        match self.client(account).await? {
            Client::Payments(payments) => Ok(payments),
            Client::Carrier(_) => Err(Error::Broken(format!("{} takes no payments", account.vendor))),
        }
    }

    fn is_live(&self, account: &Account) -> bool {
        let keyed = self.setting(&account.vendor).is_some_and(|setting| setting.key.is_some());
        account.mode == Mode::Live || keyed
    }

    async fn methods(&self, account: &Account) -> Result<Vec<PaymentMethod>> {
        // The sandbox may be off.
        if self.base_url(account).is_err() {
            return Ok(Vec::new());
        }
        Ok(match account.vendor.as_str() {
            "stripe" if self.front(account).await?.is_some() => {
                vec![PaymentMethod::Checkout, PaymentMethod::Element]
            }
            "stripe" => vec![PaymentMethod::Checkout],
            "cryptomus" if self.merchant(account).await?.is_some() => vec![PaymentMethod::Crypto],
            _ => Vec::new(),
        })
    }

    async fn front(&self, account: &Account) -> Result<Option<Front>> {
        if account.vendor != "stripe" {
            return Ok(None);
        }
        let set = self.setting("stripe").and_then(|setting| setting.publishable_key.clone());
        let key = match set {
            Some(key) => Some(key),
            None => {
                let key = self.secret(account, &secrets::publishable(&account.id)).await?;
                key.map(|key| key.expose().to_owned())
            }
        };
        // The real vendor does not know the sandbox's.
        let key = key.filter(|key| !self.is_real(account) || key != SANDBOX_PUBLISHABLE);
        let front = key.zip(self.script_url(account));
        Ok(front.map(|(publishable_key, script_url)| Front { publishable_key, script_url }))
    }

    async fn forget(&self, account: &AccountId) {
        self.clients.write().await.remove(account);
    }

    async fn webhook_auth(&self, account: &Account) -> Result<WebhookAuth> {
        if account.vendor == "cryptomus" {
            // Cryptomus has no secret of its own for webhooks: it signs them with the API key.
            return Ok(WebhookAuth::Cryptomus(self.key(account).await?));
        }
        let set = self.setting(&account.vendor).and_then(|setting| setting.webhook_secret.clone());
        let secret = match set {
            Some(secret) => Some(Secret::new(secret)),
            None => self.secret(account, &secrets::webhook(&account.id)).await?,
        };
        let secret = secret.ok_or_else(|| {
            Error::Broken(format!(
                "the account {} has no webhook secret; put it into the vault with \
                 `ringwright vault set {} webhook`",
                account.id, account.id
            ))
        })?;
        match account.vendor.as_str() {
            "stripe" => Ok(WebhookAuth::Stripe(secret)),
            "vapi" => {
                let setting = self.setting(&account.vendor);
                let keyed = account.mode == Mode::Live || setting.is_some_and(|set| set.key.is_some());
                let elsewhere = setting.is_some_and(|set| set.url.is_some());
                // The real vendor knows nothing of the sandbox's credential.
                let foreign =
                    |credential: &Secret| keyed && !elsewhere && credential.expose() == SANDBOX_CREDENTIAL;
                let credential = self.secret(account, &secrets::credential(&account.id)).await?;
                let credential = credential.filter(|credential| !foreign(credential));
                Ok(WebhookAuth::Vapi(match credential {
                    Some(credential) => VapiWebhookAuth::Hmac {
                        secret,
                        plan: ringwright_vendors::vapi::HmacPlan::default(),
                        credential: Some(credential.expose().to_owned()),
                    },
                    None => VapiWebhookAuth::StaticSecret { secret },
                }))
            }
            other => Err(Error::Broken(format!("the vendor {other} is not known"))),
        }
    }

    fn mail(&self) -> Result<Arc<dyn Mail>> {
        let setting = self.setting("resend");
        let key = setting.and_then(|setting| setting.key.clone());
        let (url, sandbox) = (setting.and_then(|setting| setting.url.clone()), self.sandbox_url.as_ref());
        let base = match (url, &key, sandbox) {
            (Some(url), ..) => url,
            (None, Some(_), _) => "https://api.resend.com".to_owned(),
            (None, None, Some(sandbox)) => format!("{sandbox}/resend"),
            (None, None, None) => {
                let why = "there is nobody to send mail; set RESEND_API_KEY, or start with the sandbox";
                return Err(Error::Broken(why.to_owned()));
            }
        };
        let base = BaseUrl::parse(&base)
            .map_err(|error| Error::Broken(format!("the address of Resend: {error}")))?;
        let sender = setting.and_then(|setting| setting.sender.clone());
        let sender = sender.unwrap_or_else(|| "Ringwright <no-reply@example.com>".to_owned());
        let key = Secret::new(key.unwrap_or_else(|| "re_sandbox".to_owned()));
        Ok(Arc::new(ResendClient::new(self.http.clone(), base, key, sender)))
    }

    fn google(&self) -> Option<&dyn IdentityProvider> {
        self.google.as_ref().map(|google| google as &dyn IdentityProvider)
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }
}

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// It carries calls.
    Calls,
    /// It takes payments.
    Payments,
}

impl AccountKind {
    /// What accounts of a vendor are for; none for a vendor that is not known.
    pub fn of(vendor: &str) -> Option<Self> {
        match vendor {
            "vapi" => Some(Self::Calls),
            "stripe" | "cryptomus" => Some(Self::Payments),
            _ => None,
        }
    }
}
