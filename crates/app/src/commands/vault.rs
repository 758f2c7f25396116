//! `ringwright vault`

use std::io::Read as _;
use std::process::ExitCode;

use ringwright_domain::Clock as _;
use ringwright_domain::ids::AccountId;
use ringwright_engine::desk::secrets;
use ringwright_engine::system::{SystemChance, SystemClock, random_bytes};
use ringwright_store::Store;
use ringwright_store::vault::Vault;

use crate::cli::{DatabaseArgs, VaultCommand};
use crate::config::data::{DataFolder, new_key_line};
use crate::server::StartError;
use crate::terminal::say;

pub(super) async fn run(database: DatabaseArgs, command: VaultCommand) -> Result<ExitCode, StartError> {
    let data = DataFolder::open(&database)?;
    let store = Store::open(&data.database_url()).await?;
    store.migrate().await?;
    match command {
        VaultCommand::List => list(&store).await?,
        VaultCommand::Set { account, name } => {
            set(&store, &data.vault(&SystemChance)?, &account, &name).await?
        }
        VaultCommand::Rotate => rotate(&store, &data).await?,
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store) -> Result<(), StartError> {
    let organisations = store.read().await?.organisations().await?;
    for organisation in organisations {
        let mut tx = store.org(&organisation.id).read().await?;
        say(format!("{} ({})", organisation.name, organisation.slug));
        let secrets = tx.secret_names().await?;
        for account in tx.accounts().await? {
            say(format!("  {}  {:<8} {}  {:?}", account.id, account.vendor, account.name, account.mode));
            for (name, key) in &secrets {
                if let Some(name) = name.strip_prefix(&format!("{}/", account.id)) {
                    say(format!("    {name:<12} sealed with {key}"));
                }
            }
        }
    }
    Ok(())
}

async fn set(store: &Store, vault: &Vault, account: &str, name: &str) -> Result<(), StartError> {
    let id: AccountId = account
        .parse()
        .map_err(|_| format!("`{account}` is no account id; `ringwright vault list` shows them"))?;
    let account = store.read().await?.account_anywhere(&id).await?;
    let account =
        account.ok_or_else(|| format!("there is no account {id}; `ringwright vault list` shows them"))?;
    let mut value = String::new();
    std::io::stdin().take(64 * 1024).read_to_string(&mut value)?;
    let value = value.trim();
    if value.is_empty() {
        return Err("standard input holds no value".into());
    }
    let now = SystemClock.now();
    let mut tx = store.org(&account.org).begin().await?;
    // Not secrets, but set in the same breath when an account goes live.
    let refs = match name {
        "assistant" => Some((Some(value), None)),
        "number" => Some((None, Some(value))),
        _ => None,
    };
    if let Some((assistant, number)) = refs {
        tx.set_agent_refs(&id, assistant, number).await?;
        tx.commit(now).await?;
        say(format!("all agents of {} use this {name}", account.name));
        return Ok(());
    }
    let full = match name {
        "key" => secrets::key(&id),
        "webhook" => secrets::webhook(&id),
        "publishable" => secrets::publishable(&id),
        "merchant" => secrets::merchant(&id),
        _ => secrets::credential(&id),
    };
    tx.put_secret(vault, &full, random_bytes(&SystemChance), value, now).await?;
    if name == "key" {
        tx.go_live(&id).await?;
        say(format!("{} is live from now on; restart running servers", account.name));
    }
    tx.commit(now).await?;
    say(format!("kept {name} of {}", account.name));
    Ok(())
}

async fn rotate(store: &Store, data: &DataFolder) -> Result<(), StartError> {
    if std::env::var_os("RINGWRIGHT_VAULT_KEYS").is_some() {
        // Whoever keeps the keys elsewhere puts the new one first; what is left is sealing anew.
        let vault = data.vault(&SystemChance)?;
        let count = reseal(store, &vault).await?;
        say(format!(
            "sealed {count} secrets with {}; older keys can go from RINGWRIGHT_VAULT_KEYS",
            vault.newest_key_id()
        ));
        return Ok(());
    }
    data.vault(&SystemChance)?;
    let path = data.file("vault.key");
    let old = std::fs::read_to_string(&path)?;
    let new = new_key_line(&SystemChance);
    // The new key is on the disk before anything is sealed with it; the old ones stay until nothing is
    // sealed with them. A crash at any point leaves every secret readable.
    data.write_secret_file("vault.key", &format!("{new}\n{}\n", old.trim()))?;
    let vault = data.vault(&SystemChance)?;
    let count = reseal(store, &vault).await?;
    data.write_secret_file("vault.key", &format!("{new}\n"))?;
    say(format!("sealed {count} secrets with {}; restart running servers", vault.newest_key_id()));
    Ok(())
}

async fn reseal(store: &Store, vault: &Vault) -> Result<u64, StartError> {
    let mut tx = store.begin().await?;
    let count = tx.reseal(vault, || random_bytes(&SystemChance), SystemClock.now()).await?;
    tx.commit().await?;
    Ok(count)
}
