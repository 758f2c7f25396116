//! The desk over the real vendors and the sandbox.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use ringwright_domain::ids::AccountId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_store::vault::Vault;
use ringwright_store::{Account, Mode, Store};
use ringwright_vendors::{
    BaseUrl, Carrier, CryptomusClient, ElevenLabsAccess, ElevenLabsCalls, GoogleSignIn, Http,
    IdentityProvider, Mail, Payments, ResendClient, RetellClient, Secret, StripeClient, VapiClient,
    VapiWebhookAuth,
};
use tokio::sync::RwLock;

use super::{
    Desk, Front, SANDBOX_CREDENTIAL, SANDBOX_MERCHANT, SANDBOX_PUBLISHABLE, Vendor, VendorSettings,
    WebhookAuth, secrets,
};
use crate::{Error, Result};

fn vendor(account: &Account) -> Result<Vendor> {
    let unknown = || Error::Broken(format!("the vendor {} is not known", account.vendor));
    Vendor::of(&account.vendor).ok_or_else(unknown)
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
        let text = match (setting.and_then(|setting| setting.url.clone()), live) {
            (Some(url), _) => url,
            (None, true) => vendor(account)?.address().to_owned(),
            (None, false) => match &self.sandbox_url {
                Some(sandbox) => format!("{sandbox}/{}", account.vendor),
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

    async fn given_webhook_secret(&self, account: &Account) -> Result<Option<Secret>> {
        let set = self.setting(&account.vendor).and_then(|setting| setting.webhook_secret.clone());
        match set {
            Some(secret) => Ok(Some(Secret::new(secret))),
            None => self.secret(account, &secrets::webhook(&account.id)).await,
        }
    }

    async fn webhook_secret(&self, account: &Account) -> Result<Secret> {
        self.given_webhook_secret(account).await?.ok_or_else(|| {
            Error::Broken(format!(
                "the account {} has no webhook secret; put it into the vault with \
                 `ringwright vault set {} webhook`",
                account.id, account.id
            ))
        })
    }

    /// How Vapi proves its webhooks.
    async fn vapi_auth(&self, account: &Account) -> Result<VapiWebhookAuth> {
        let secret = self.webhook_secret(account).await?;
        // The real vendor knows nothing of the sandbox's credential.
        let foreign =
            |credential: &Secret| self.is_real(account) && credential.expose() == SANDBOX_CREDENTIAL;
        let credential = self.secret(account, &secrets::credential(&account.id)).await?;
        Ok(match credential.filter(|credential| !foreign(credential)) {
            Some(credential) => VapiWebhookAuth::Hmac {
                secret,
                plan: ringwright_vendors::vapi::HmacPlan::default(),
                credential: Some(credential.expose().to_owned()),
            },
            None => VapiWebhookAuth::StaticSecret { secret },
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
            WebhookAuth::Retell(_) => {
                Client::Carrier(Arc::new(RetellClient::new(self.http.clone(), base, key)))
            }
            WebhookAuth::ElevenLabs(_) => {
                let access = ElevenLabsAccess { base, key };
                Client::Carrier(Arc::new(ElevenLabsCalls::new(self.http.clone(), access)))
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
        match vendor(account)? {
            // These have no secret of their own for webhooks: they sign them with an API key.
            Vendor::Cryptomus => Ok(WebhookAuth::Cryptomus(self.key(account).await?)),
            Vendor::Retell => Ok(WebhookAuth::Retell(match self.given_webhook_secret(account).await? {
                // The one that has the webhook badge need not be the one that places calls.
                Some(other) => other,
                None => self.key(account).await?,
            })),
            Vendor::ElevenLabs => Ok(WebhookAuth::ElevenLabs(self.webhook_secret(account).await?)),
            Vendor::Stripe => Ok(WebhookAuth::Stripe(self.webhook_secret(account).await?)),
            Vendor::Vapi => self.vapi_auth(account).await.map(WebhookAuth::Vapi),
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
