//! The keys that sign access tokens: in the vault, each with its id, replaced every month.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::Instant;

use crate::booking::token::{decode_key, encode_key};
use crate::system::random_bytes;
use crate::{Engine, Error, Result};

/// How long a key signs.
const SIGNS: Duration = Duration::from_secs(30 * 24 * 3_600);
/// How long it is still believed: longer than anything that it signed holds.
const BELIEVED: Duration = Duration::from_secs(32 * 24 * 3_600);
/// Where they are in the vault.
const PLACE: &str = "session-key/";

/// A key.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub id: String,
    pub bytes: [u8; 32],
    pub made_at: Instant,
}

/// The keys that this process knows, the newest first.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Known>);

#[derive(Default)]
struct Known {
    keys: Vec<SigningKey>,
    read_at: Option<Instant>,
}

impl Engine {
    /// The key that signs; a new one when there is none or the newest has signed long enough.
    pub(crate) async fn signing_key(&self) -> Result<SigningKey> {
        let signs = |key: &&SigningKey| self.now().since(key.made_at) < SIGNS;
        if let Some(key) = self.known_keys().keys.first().filter(signs) {
            return Ok(key.clone());
        }
        let mut keys = self.read_keys().await?;
        if keys.first().filter(signs).is_none() {
            self.replace_signing_keys().await?;
            keys = self.read_keys().await?;
        }
        keys.into_iter().next().ok_or_else(|| Error::Broken("no key signs sessions".into()))
    }

    /// The key of this id. One that another node made a moment ago is looked up, at most once a second.
    pub(super) async fn key_of(&self, id: &str) -> Result<Option<SigningKey>> {
        let find = |keys: &[SigningKey]| keys.iter().find(|key| key.id == id).cloned();
        {
            let known = self.known_keys();
            let fresh = known.read_at.is_some_and(|at| self.now().since(at) < Duration::from_secs(1));
            if let Some(key) = find(&known.keys) {
                return Ok(Some(key));
            }
            if fresh {
                return Ok(None);
            }
        }
        Ok(find(&self.read_keys().await?))
    }

    async fn read_keys(&self) -> Result<Vec<SigningKey>> {
        let kept = self.store().read().await?.own_secrets(self.desk().vault(), PLACE).await?;
        let read = |secret: ringwright_store::OwnSecret| {
            let bytes = decode_key(&secret.secret)?;
            let id = secret.name.strip_prefix(PLACE)?.to_owned();
            Some(SigningKey { id, bytes, made_at: secret.updated_at })
        };
        let keys: Vec<_> = kept.into_iter().filter_map(read).collect();
        let mut known = self.known_keys();
        known.keys.clone_from(&keys);
        known.read_at = Some(self.now());
        Ok(keys)
    }

    /// Makes a new key when there is none or the newest has signed long enough, and drops those that nothing
    /// needs any more.
    async fn replace_signing_keys(&self) -> Result<()> {
        let (vault, now) = (self.desk().vault(), self.now());
        let mut tx = self.store().begin().await?;
        tx.lock_setup().await?;
        let kept = tx.own_secrets(vault, PLACE).await?;
        if kept.first().is_none_or(|newest| now.since(newest.updated_at) >= SIGNS) {
            let name = format!("{PLACE}{}", URL_SAFE_NO_PAD.encode(random_bytes::<6>(self.chance())));
            let secret = encode_key(&random_bytes(self.chance()));
            tx.put_own_secret(vault, &name, random_bytes(self.chance()), &secret, now).await?;
        }
        for old in kept.iter().filter(|old| now.since(old.updated_at) >= BELIEVED) {
            tx.delete_own_secret(&old.name).await?;
        }
        Ok(tx.commit().await?)
    }

    fn known_keys(&self) -> std::sync::MutexGuard<'_, Known> {
        self.keys().0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
