//! Secrets of an organisation, sealed by the vault.

use ringwright_domain::Instant;
use ringwright_domain::ids::OrgId;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};
use crate::vault::{Sealed, Vault};

impl OrgTx {
    /// Seals a secret and keeps it under `name`.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn put_secret(
        &mut self,
        vault: &Vault,
        name: &str,
        nonce: [u8; 12],
        secret: &str,
        now: Instant,
    ) -> Result<()> {
        let sealed = vault.seal(&self.org, name, nonce, secret)?;
        write(&mut self.tx, &self.org, name, &sealed, now).await
    }

    /// Opens the secret kept under `name`.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn secret(&mut self, vault: &Vault, name: &str) -> Result<Option<String>> {
        let row = one!(
            self.tx,
            (String, Vec<u8>),
            "select key_id, sealed from secret where org_id = $1 and name = $2",
            self.org.as_str(),
            name
        );
        row.map(|(key_id, bytes)| Ok(vault.open(&self.org, name, &Sealed { key_id, bytes })?)).transpose()
    }

    /// Drops the secret kept under `name`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_secret(&mut self, name: &str) -> Result<()> {
        exec!(self.tx, "delete from secret where org_id = $1 and name = $2", self.org.as_str(), name);
        Ok(())
    }

    /// The names of the secrets that are kept, with the id of the key that seals each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn secret_names(&mut self) -> Result<Vec<(String, String)>> {
        Ok(all!(
            self.tx,
            (String, String),
            "select name, key_id from secret where org_id = $1 order by name",
            self.org.as_str()
        ))
    }
}

/// A secret of the installation itself.
#[derive(Clone)]
pub struct OwnSecret {
    /// Its name.
    pub name: String,
    /// The secret.
    pub secret: String,
    /// When it was kept.
    pub updated_at: Instant,
}

impl Tx {
    /// Seals a secret of the installation and keeps it under `name`.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn put_own_secret(
        &mut self,
        vault: &Vault,
        name: &str,
        nonce: [u8; 12],
        secret: &str,
        now: Instant,
    ) -> Result<()> {
        write_own(self, name, &vault.seal_own(name, nonce, secret)?, now).await
    }

    /// Opens the secrets of the installation whose names begin with `prefix`, the newest first.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn own_secrets(&mut self, vault: &Vault, prefix: &str) -> Result<Vec<OwnSecret>> {
        let names = format!("{prefix}%");
        let rows = all!(
            self,
            (String, String, Vec<u8>, Stamp),
            "select name, key_id, sealed, updated_at from installation_secret where name like $1 \
             order by updated_at desc, name",
            &names
        );
        let open = |(name, key_id, bytes, updated_at): (String, String, Vec<u8>, Stamp)| {
            let secret = vault.open_own(&name, &Sealed { key_id, bytes })?;
            Ok(OwnSecret { name, secret, updated_at: updated_at.0 })
        };
        rows.into_iter().map(open).collect()
    }

    /// Opens the secret of the installation kept under `name`.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn own_secret(&mut self, vault: &Vault, name: &str) -> Result<Option<String>> {
        let sql = "select key_id, sealed from installation_secret where name = $1";
        let row = one!(self, (String, Vec<u8>), sql, name);
        row.map(|(key_id, bytes)| Ok(vault.open_own(name, &Sealed { key_id, bytes })?)).transpose()
    }

    /// Drops the secret of the installation kept under `name`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_own_secret(&mut self, name: &str) -> Result<()> {
        exec!(self, "delete from installation_secret where name = $1", name);
        Ok(())
    }

    /// Seals every secret that another key seals with the vault's newest key. Gives how many.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn reseal(
        &mut self,
        vault: &Vault,
        mut nonce: impl FnMut() -> [u8; 12] + Send,
        now: Instant,
    ) -> Result<u64> {
        let rows = all!(
            self,
            (String, String, String, Vec<u8>),
            "select org_id, name, key_id, sealed from secret where key_id <> $1 order by org_id, name",
            vault.newest_key_id()
        );
        let mut count = 0;
        for (org, name, key_id, bytes) in rows {
            let org: OrgId = org.parse()?;
            let secret = vault.open(&org, &name, &Sealed { key_id, bytes })?;
            let sealed = vault.seal(&org, &name, nonce(), &secret)?;
            write(self, &org, &name, &sealed, now).await?;
            count += 1;
        }
        let rows = all!(
            self,
            (String, String, Vec<u8>),
            "select name, key_id, sealed from installation_secret where key_id <> $1 order by name",
            vault.newest_key_id()
        );
        for (name, key_id, bytes) in rows {
            let secret = vault.open_own(&name, &Sealed { key_id, bytes })?;
            let sealed = vault.seal_own(&name, nonce(), &secret)?;
            // Its age stays: keys that sign are replaced by it.
            let sql = "update installation_secret set key_id = $1, sealed = $2 where name = $3";
            exec!(self, sql, &sealed.key_id, &sealed.bytes, &name);
            count += 1;
        }
        Ok(count)
    }
}

async fn write_own(tx: &mut Tx, name: &str, sealed: &Sealed, now: Instant) -> Result<()> {
    exec!(
        tx,
        "insert into installation_secret (name, key_id, sealed, updated_at) values ($1, $2, $3, $4) \
         on conflict (name) do update set key_id = excluded.key_id, sealed = excluded.sealed, \
         updated_at = excluded.updated_at",
        name,
        &sealed.key_id,
        &sealed.bytes,
        Stamp(now),
    );
    Ok(())
}

async fn write(tx: &mut Tx, org: &OrgId, name: &str, sealed: &Sealed, now: Instant) -> Result<()> {
    exec!(
        tx,
        "insert into secret (org_id, name, key_id, sealed, updated_at) values ($1, $2, $3, $4, $5) \
         on conflict (org_id, name) do update set key_id = excluded.key_id, sealed = excluded.sealed, \
         updated_at = excluded.updated_at",
        org.as_str(),
        name,
        &sealed.key_id,
        &sealed.bytes,
        Stamp(now),
    );
    Ok(())
}
