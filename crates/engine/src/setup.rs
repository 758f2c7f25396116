//! Setting up the demo organisation of a new installation: plans, a persona or two, two sandbox
//! accounts of nine lines, a sandbox Stripe and Cryptomus, and a login.

use std::time::Duration;

use ringwright_domain::booking::RetryPolicy;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{AccountId, AgentId, OrgId, UserId};
use ringwright_domain::{Currency, Instant, Money};
use ringwright_store::vault::Vault;
use ringwright_store::{Mode, NewAccount, NewAgent, NewOrganisation, NewUser, OrgTx, Plan, Store, Tx};

use crate::booking::token::encode_key;
use crate::desk::secrets;
use crate::system::random_bytes;
use crate::{Error, Result};

/// The name in the vault of the key that signs the links of bookings.
pub(crate) const LINK_KEY: &str = "links";

/// What a demo organisation is made with.
pub struct DemoSetup<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// The mail address of the demo login.
    pub email: &'a str,
    /// Its password.
    pub password: &'a str,
    /// The secret by which the sandbox signs Stripe's webhooks.
    pub stripe_webhook_secret: &'a str,
    /// The credential at the sandbox that signs Vapi's webhooks, and its secret.
    pub vapi_credential: (&'a str, &'a str),
    /// How often and how soon people are called again.
    pub retry: RetryPolicy,
    /// How many Vapi accounts, and how many lines each has.
    pub accounts: u32,
    /// Lines of each account.
    pub lines: u32,
    /// Chance.
    pub chance: &'a dyn ringwright_domain::Chance,
    /// The time now.
    pub now: Instant,
}

/// How often and how soon people are called again, unless told otherwise.
pub const RETRY: RetryPolicy = RetryPolicy { attempts: 3, misfires: 8, pause: Duration::from_secs(120) };

/// Makes the demo organisation, unless there is an organisation already. Answers its id if it was made.
///
/// # Errors
/// When the database or the vault fails.
pub async fn set_up_demo(store: &Store, demo: &DemoSetup<'_>) -> Result<Option<OrgId>> {
    let org = OrgId::new(demo.now, demo.chance);
    let mut system = store.begin().await?;
    system.lock_setup().await?;
    if system.organisation_by_slug(None).await?.is_some() {
        return Ok(None);
    }
    let organisation = NewOrganisation {
        id: org.clone(),
        slug: "demo".to_owned(),
        name: "Evening Line".to_owned(),
        time_zone: "America/New_York".to_owned(),
        default_region: "US".to_owned(),
        retry: demo.retry,
    };
    system.insert_organisation(&organisation, demo.now).await?;
    let user = NewUser {
        id: UserId::new(demo.now, demo.chance),
        org: org.clone(),
        email: demo.email.to_owned(),
        name: "Demo Operator".to_owned(),
        role: Role::Owner,
        password_hash: crate::auth::hash_password(demo.password, demo.chance)?,
        email_verified_at: Some(demo.now),
    };
    system.insert_user(&user, demo.now).await?;
    // Whoever sets an installation up looks after it.
    system.set_platform_admin(&user.id, true).await?;
    let mut tx = system.for_org(&org).await?;
    for plan in plans()? {
        tx.upsert_plan(&plan).await?;
    }
    tx.put_secret(demo.vault, LINK_KEY, nonce(demo), &encode_key(&random_bytes(demo.chance)), demo.now)
        .await?;
    add_stripe(&mut tx, demo).await?;
    add_cryptomus(&mut tx, demo).await?;
    for n in 0..demo.accounts {
        add_vapi(&mut tx, demo, n).await?;
    }
    tx.commit(demo.now).await?;
    Ok(Some(org))
}

/// Makes an organisation of a name; its slug is made of it.
pub(crate) async fn found(tx: &mut Tx, id: &OrgId, name: &str, time_zone: &str, now: Instant) -> Result<()> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let short: String = words.join("-").chars().take(40).collect();
    let short = if short.is_empty() { "line".to_owned() } else { short.trim_matches('-').to_owned() };
    // The last letters of an id are its chance, so that two of one name differ.
    let own = id.as_str();
    let free = tx.organisation_by_slug(Some(&short)).await?.is_none();
    let slug = if free { short } else { format!("{short}-{}", &own[own.len() - 6..]) };
    let organisation = NewOrganisation {
        id: id.clone(),
        slug,
        name: name.to_owned(),
        time_zone: time_zone.to_owned(),
        default_region: "US".to_owned(),
        retry: RETRY,
    };
    Ok(tx.insert_organisation(&organisation, now).await?)
}

/// Gives a new organisation what it cannot be without: the key of its links.
pub(crate) async fn lay_out(
    tx: &mut OrgTx,
    vault: &Vault,
    chance: &dyn ringwright_domain::Chance,
    now: Instant,
) -> Result<()> {
    let key = encode_key(&random_bytes(chance));
    Ok(tx.put_secret(vault, LINK_KEY, random_bytes(chance), &key, now).await?)
}

fn nonce(demo: &DemoSetup<'_>) -> [u8; 12] {
    random_bytes(demo.chance)
}

async fn add_stripe(tx: &mut OrgTx, demo: &DemoSetup<'_>) -> Result<()> {
    let id = AccountId::new(demo.now, demo.chance);
    let account = NewAccount {
        id: id.clone(),
        vendor: "stripe".to_owned(),
        name: "Stripe".to_owned(),
        mode: Mode::Sandbox,
        lines: 0,
        priority: 0,
    };
    tx.insert_account(&account, demo.now).await?;
    let vault = demo.vault;
    tx.put_secret(vault, &secrets::key(&id), nonce(demo), "sk_test_sandbox", demo.now).await?;
    tx.put_secret(vault, &secrets::publishable(&id), nonce(demo), crate::desk::SANDBOX_PUBLISHABLE, demo.now)
        .await?;
    let secret = demo.stripe_webhook_secret;
    Ok(tx.put_secret(vault, &secrets::webhook(&id), nonce(demo), secret, demo.now).await?)
}

async fn add_cryptomus(tx: &mut OrgTx, demo: &DemoSetup<'_>) -> Result<()> {
    let id = AccountId::new(demo.now, demo.chance);
    let account = NewAccount {
        id: id.clone(),
        vendor: "cryptomus".to_owned(),
        name: "Cryptomus".to_owned(),
        mode: Mode::Sandbox,
        lines: 0,
        priority: 0,
    };
    tx.insert_account(&account, demo.now).await?;
    let merchant = crate::desk::SANDBOX_MERCHANT;
    tx.put_secret(demo.vault, &secrets::merchant(&id), nonce(demo), merchant, demo.now).await?;
    let key = "sandbox-cryptomus-key";
    Ok(tx.put_secret(demo.vault, &secrets::key(&id), nonce(demo), key, demo.now).await?)
}

async fn add_vapi(tx: &mut OrgTx, demo: &DemoSetup<'_>, n: u32) -> Result<()> {
    let id = AccountId::new(demo.now, demo.chance);
    let side = ["East", "West", "North", "South"].get(n as usize).copied().unwrap_or("More");
    let account = NewAccount {
        id: id.clone(),
        vendor: "vapi".to_owned(),
        name: format!("Vapi {side}"),
        mode: Mode::Sandbox,
        lines: demo.lines,
        priority: 10,
    };
    // A microsecond apart, so that lists keep this order.
    tx.insert_account(&account, demo.now.plus(Duration::from_micros(u64::from(n) + 1))).await?;
    let (credential, secret) = demo.vapi_credential;
    let key = format!("sandbox-vapi-{}", side.to_lowercase());
    tx.put_secret(demo.vault, &secrets::key(&id), nonce(demo), &key, demo.now).await?;
    tx.put_secret(demo.vault, &secrets::webhook(&id), nonce(demo), secret, demo.now).await?;
    tx.put_secret(demo.vault, &secrets::credential(&id), nonce(demo), credential, demo.now).await?;
    for (persona, name, assistant, lines) in [
        ("luna", "Luna", "a5000000-0000-4000-8000-000000000001", demo.lines),
        ("sol", "Sol", "a5000000-0000-4000-8000-000000000002", demo.lines.div_ceil(2)),
    ] {
        let agent = NewAgent {
            id: AgentId::new(demo.now, demo.chance),
            account: id.clone(),
            name: name.to_owned(),
            persona: persona.to_owned(),
            assistant_ref: assistant.to_owned(),
            number_ref: "ff000000-0000-4000-8000-000000000001".to_owned(),
            lines,
            priority: 0,
            active: true,
        };
        tx.insert_agent(&agent, demo.now).await?;
    }
    Ok(())
}

fn plans() -> Result<Vec<Plan>> {
    let usd: Currency = "USD".parse().map_err(|_| Error::Broken("USD is no currency".into()))?;
    let plan = |position,
                code: &str,
                name: &str,
                description: &str,
                minor,
                minutes: u32,
                persona: &str,
                priority| {
        Plan {
            code: code.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            price: Money::new(minor, usd),
            duration_seconds: minutes * 60,
            persona: persona.to_owned(),
            priority,
            position,
            active: true,
            minimum_age: 0,
            disclosure: String::new(),
            badge: String::new(),
        }
    };
    Ok(vec![
        plan(
            1,
            "free_trial",
            "Free trial",
            "Three minutes to hear how it feels. Once a day.",
            0,
            3,
            "luna",
            0,
        ),
        plan(2, "standard", "Standard", "Ten unhurried minutes with Luna.", 999, 10, "luna", 10),
        plan(
            3,
            "extended",
            "Extended",
            "Twenty minutes, for when there is more to say.",
            1_799,
            20,
            "luna",
            10,
        ),
        plan(
            4,
            "premium",
            "Premium",
            "Forty-five minutes with Sol, ahead of the queue.",
            3_499,
            45,
            "sol",
            20,
        ),
    ])
}
