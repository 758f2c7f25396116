//! The vault: AES-256-GCM with a key id, so that keys can be rotated.
//!
//! A sealed secret is bound to its organisation and name (associated data), so that a row copied to
//! another place does not open.

use std::fmt;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ringwright_domain::ids::OrgId;
use zeroize::Zeroizing;

/// What can go wrong with a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key file or variable cannot be read.
    #[error("the vault's keys cannot be read: {0}; write one `id:base64` of 32 bytes a line")]
    Keys(String),
    /// No key of this id is there.
    #[error("the secret is sealed with the key `{0}`, which is not among the vault's keys")]
    UnknownKey(String),
    /// The secret was changed, moved, or sealed with another key of the same id.
    #[error("the secret `{0}` does not open: it was changed, moved, or sealed with another key")]
    Broken(String),
}

/// A sealed secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key seals it.
    pub key_id: String,
    /// The nonce (12 bytes), then the ciphertext with its tag.
    pub bytes: Vec<u8>,
}

struct Key {
    id: String,
    bytes: Zeroizing<[u8; 32]>,
}

/// The keys, newest first. The newest seals; all open.
pub struct Vault {
    keys: Vec<Key>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Vault {
    /// Reads keys written as `id:base64`, one a line or separated by commas, newest first.
    ///
    /// # Errors
    /// When there is none, or one is not 32 bytes long.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let mut keys = Vec::new();
        for entry in text.split(['\n', ',']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let (id, encoded) = entry.split_once(':').ok_or_else(|| VaultError::Keys("no `:`".into()))?;
            let bytes = Zeroizing::new(
                STANDARD
                    .decode(encoded.trim())
                    .map_err(|_| VaultError::Keys(format!("`{id}` is not base64")))?,
            );
            let bytes: [u8; 32] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| VaultError::Keys(format!("`{id}` is {} bytes long", bytes.len())))?;
            keys.push(Key { id: id.trim().to_owned(), bytes: Zeroizing::new(bytes) });
        }
        if keys.is_empty() { Err(VaultError::Keys("there is none".into())) } else { Ok(Self { keys }) }
    }

    /// A line for the key file.
    pub fn key_line(id: &str, bytes: &[u8; 32]) -> String {
        format!("{id}:{}", STANDARD.encode(bytes))
    }

    /// The id of the key that seals.
    pub fn newest_key_id(&self) -> &str {
        &self.keys[0].id
    }

    /// The ids of all keys, newest first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// Seals a secret. `nonce` must be random and never used twice with one key.
    ///
    /// # Errors
    /// When the cipher refuses, which it does for secrets of many gigabytes only.
    pub fn seal(&self, org: &OrgId, name: &str, nonce: [u8; 12], secret: &str) -> Result<Sealed, VaultError> {
        self.seal_at(&associated(org, name), name, nonce, secret)
    }

    /// Seals a secret of the installation itself.
    ///
    /// # Errors
    /// See [`Vault::seal`].
    pub fn seal_own(&self, name: &str, nonce: [u8; 12], secret: &str) -> Result<Sealed, VaultError> {
        self.seal_at(&own(name), name, nonce, secret)
    }

    fn seal_at(&self, aad: &str, name: &str, nonce: [u8; 12], secret: &str) -> Result<Sealed, VaultError> {
        let key = &self.keys[0];
        let payload = Payload { msg: secret.as_bytes(), aad: aad.as_bytes() };
        let ciphertext =
            cipher(key).encrypt(&nonce.into(), payload).map_err(|_| VaultError::Broken(name.to_owned()))?;
        Ok(Sealed { key_id: key.id.clone(), bytes: [&nonce[..], &ciphertext].concat() })
    }

    /// Opens a secret.
    ///
    /// # Errors
    /// When its key is missing, or it does not open.
    pub fn open(&self, org: &OrgId, name: &str, sealed: &Sealed) -> Result<String, VaultError> {
        self.open_at(&associated(org, name), name, sealed)
    }

    /// Opens a secret of the installation itself.
    ///
    /// # Errors
    /// See [`Vault::open`].
    pub fn open_own(&self, name: &str, sealed: &Sealed) -> Result<String, VaultError> {
        self.open_at(&own(name), name, sealed)
    }

    fn open_at(&self, aad: &str, name: &str, sealed: &Sealed) -> Result<String, VaultError> {
        let key = self
            .keys
            .iter()
            .find(|key| key.id == sealed.key_id)
            .ok_or_else(|| VaultError::UnknownKey(sealed.key_id.clone()))?;
        let broken = || VaultError::Broken(name.to_owned());
        let (nonce, ciphertext) = sealed.bytes.split_at_checked(12).ok_or_else(broken)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| broken())?;
        let plain = cipher(key)
            .decrypt(&nonce.into(), Payload { msg: ciphertext, aad: aad.as_bytes() })
            .map_err(|_| broken())?;
        String::from_utf8(plain).map_err(|_| broken())
    }
}

fn cipher(key: &Key) -> Aes256Gcm {
    Aes256Gcm::new(&(*key.bytes).into())
}

fn associated(org: &OrgId, name: &str) -> String {
    format!("ringwright/secret/{org}/{name}")
}

fn own(name: &str) -> String {
    format!("ringwright/installation/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::Instant;
    use ringwright_domain::chance::SeededChance;

    fn org(n: u64) -> OrgId {
        OrgId::new(Instant::from_seconds(1), &SeededChance::new(n))
    }

    fn vault(ids: &[&str]) -> Vault {
        let lines: Vec<_> = ids.iter().map(|id| Vault::key_line(id, &[id.as_bytes()[1]; 32])).collect();
        Vault::parse(&lines.join("\n")).unwrap()
    }

    #[test]
    fn opens_what_it_sealed_and_nothing_moved_or_changed() {
        let vault = vault(&["k1"]);
        let sealed = vault.seal(&org(1), "stripe", [7; 12], "sk_secret").unwrap();
        assert_eq!(vault.open(&org(1), "stripe", &sealed).unwrap(), "sk_secret");
        assert!(!sealed.bytes.windows(9).any(|w| w == b"sk_secret"));
        assert!(vault.open(&org(2), "stripe", &sealed).is_err());
        assert!(vault.open(&org(1), "vapi", &sealed).is_err());
        for i in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[i] ^= 1;
            assert!(vault.open(&org(1), "stripe", &changed).is_err(), "byte {i}");
        }
        assert!(vault.open_own("stripe", &sealed).is_err());
        let short = Sealed { bytes: vec![1; 5], ..sealed };
        assert!(vault.open(&org(1), "stripe", &short).is_err());
        let own = vault.seal_own("session", [8; 12], "key").unwrap();
        assert_eq!(vault.open_own("session", &own).unwrap(), "key");
        assert!(vault.open(&org(1), "session", &own).is_err() && vault.open_own("other", &own).is_err());
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let old = vault(&["k1"]);
        let sealed = old.seal(&org(1), "stripe", [7; 12], "sk").unwrap();
        let both = vault(&["k2", "k1"]);
        assert_eq!(both.open(&org(1), "stripe", &sealed).unwrap(), "sk");
        assert_eq!(both.newest_key_id(), "k2");
        let new_only = vault(&["k2"]);
        assert_eq!(new_only.open(&org(1), "stripe", &sealed), Err(VaultError::UnknownKey("k1".into())));
    }

    #[test]
    fn keys_are_read_strictly_and_never_shown() {
        assert!(Vault::parse("").is_err());
        assert!(Vault::parse("k1:c2hvcnQ=").is_err());
        assert!(Vault::parse("just words").is_err());
        assert_eq!(format!("{:?}", vault(&["k1", "k0"])), r#"["k1", "k0"]"#);
    }
}
