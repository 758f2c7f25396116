//! Secrets, sealed by the vault.

use ringwright_store::vault::{Vault, VaultError};
use ringwright_store::{OrgTx, StoreError};

use crate::world::{NOW, World};

/// A vault with the keys of these ids, newest first.
fn vault(ids: &[&str]) -> Vault {
    let lines: Vec<_> = ids.iter().map(|id| Vault::key_line(id, &[id.as_bytes()[1]; 32])).collect();
    Vault::parse(&lines.join(",")).unwrap()
}

async fn put(tx: &mut OrgTx, vault: &Vault, name: &str, secret: &str) {
    let nonce = [u8::try_from(name.len() + secret.len()).unwrap(); 12];
    tx.put_secret(vault, name, nonce, secret, NOW).await.unwrap();
}

#[tokio::test]
async fn a_secret_is_kept_replaced_and_opened() {
    let world = World::new().await;
    let vault = vault(&["k1"]);
    let mut tx = world.home.org.begin().await.unwrap();
    assert_eq!(tx.secret(&vault, "stripe").await.unwrap(), None);
    put(&mut tx, &vault, "stripe", "sk_old").await;
    put(&mut tx, &vault, "stripe", "sk_new_å").await;
    put(&mut tx, &vault, "vapi", "key").await;
    assert_eq!(tx.secret(&vault, "stripe").await.unwrap().as_deref(), Some("sk_new_å"));
    assert_eq!(tx.secret(&vault, "vapi").await.unwrap().as_deref(), Some("key"));
    let names = [("stripe", "k1"), ("vapi", "k1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(tx.secret_names().await.unwrap(), names);
}

#[tokio::test]
async fn a_secret_can_be_dropped() {
    let world = World::new().await;
    let (vault, other) = (vault(&["k1"]), world.tenant("other").await);
    world.home.write(async |tx| put(tx, &vault, "stripe", "sk_1").await).await;
    other.write(async |tx| tx.delete_secret("stripe").await.unwrap()).await;
    assert!(world.home.read(async |tx| tx.secret(&vault, "stripe").await.unwrap()).await.is_some());
    world.home.write(async |tx| tx.delete_secret("stripe").await.unwrap()).await;
    assert!(world.home.read(async |tx| tx.secret(&vault, "stripe").await.unwrap()).await.is_none());
}

#[tokio::test]
async fn a_secret_of_another_key_stays_shut() {
    let world = World::new().await;
    let mut tx = world.home.org.begin().await.unwrap();
    put(&mut tx, &vault(&["k1"]), "stripe", "sk").await;
    let error = tx.secret(&vault(&["k2"]), "stripe").await.unwrap_err();
    assert!(matches!(error, StoreError::Vault(VaultError::UnknownKey(key)) if key == "k1"));
}

#[tokio::test]
async fn a_new_key_seals_every_secret_of_everybody_again() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let (old, both, new) = (vault(&["k1"]), vault(&["k2", "k1"]), vault(&["k2"]));
    for (tenant, secret) in [(&world.home, "sk_home"), (&other, "sk_other")] {
        tenant.write(async |tx| put(tx, &old, "stripe", secret).await).await;
    }
    world.home.write(async |tx| put(tx, &both, "vapi", "key").await).await;

    let mut count = 0;
    let nonce = || {
        count += 1;
        [count; 12]
    };
    assert_eq!(world.write(async |tx| tx.reseal(&both, nonce, NOW).await.unwrap()).await, 2);
    assert_eq!(count, 2, "a nonce of its own for each");
    assert_eq!(world.write(async |tx| tx.reseal(&both, || [9; 12], NOW).await.unwrap()).await, 0);
    for (tenant, name, secret) in
        [(&world.home, "stripe", "sk_home"), (&other, "stripe", "sk_other"), (&world.home, "vapi", "key")]
    {
        let opened = tenant.read(async |tx| tx.secret(&new, name).await.unwrap()).await;
        assert_eq!(opened.as_deref(), Some(secret));
    }
}

/// A rotation that meets a secret it cannot open changes none.
#[tokio::test]
async fn a_rotation_is_all_or_nothing() {
    let world = World::new().await;
    world
        .home
        .write(async |tx| {
            put(tx, &vault(&["k1"]), "a", "one").await;
            put(tx, &vault(&["k0"]), "b", "two").await;
        })
        .await;
    let mut tx = world.db.begin().await.unwrap();
    assert!(tx.reseal(&vault(&["k2", "k1"]), || [9; 12], NOW).await.is_err());
    drop(tx);
    let names = world.home.read(async |tx| tx.secret_names().await.unwrap()).await;
    assert_eq!(names, [("a", "k1"), ("b", "k0")].map(|(a, b)| (a.to_owned(), b.to_owned())));
}
