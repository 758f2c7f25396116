//! The data folder: the database file, the vault's keys, the demo login.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ringwright_domain::Chance;
use ringwright_engine::system::random_bytes;
use ringwright_store::vault::Vault;

use crate::cli::DatabaseArgs;

/// What goes wrong with the data folder.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder or a file in it.
    #[error(
        "{path}: {source}; check that the folder exists and may be written, or choose another with --data"
    )]
    Io {
        /// Which.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The vault's keys.
    #[error(transparent)]
    Vault(#[from] ringwright_store::vault::VaultError),
}

/// The data folder.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
    database_url: Option<String>,
}

/// The demo login.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// The mail address.
    pub email: String,
    /// The password, random for each installation.
    pub password: String,
}

impl DataFolder {
    /// Opens the folder, making it if missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(args: &DatabaseArgs) -> Result<Self, DataError> {
        fs::create_dir_all(&args.data).map_err(|source| io(&args.data, source))?;
        Ok(Self { path: args.data.clone(), database_url: args.database_url.clone() })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The address of the database.
    pub fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.file("ringwright.db").display());
        self.database_url.clone().unwrap_or_else(file)
    }

    /// The vault's keys: from `RINGWRIGHT_VAULT_KEYS`, else from `vault.key`, which is made if missing.
    ///
    /// # Errors
    /// When they cannot be read or made.
    pub fn vault(&self, chance: &dyn Chance) -> Result<Vault, DataError> {
        if let Ok(keys) = std::env::var("RINGWRIGHT_VAULT_KEYS") {
            return Ok(Vault::parse(&keys)?);
        }
        let path = self.file("vault.key");
        if !path.exists() {
            self.write_secret_file("vault.key", &(new_key_line(chance) + "\n"))?;
        }
        let text = fs::read_to_string(&path).map_err(|source| io(&path, source))?;
        Ok(Vault::parse(&text)?)
    }

    /// Writes a file that only its owner may read, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_secret_file(&self, name: &str, text: &str) -> Result<(), DataError> {
        let (path, fresh) = (self.file(name), self.file(&format!("{name}.new")));
        let write = || {
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&fresh)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&fresh, &path)
        };
        write().map_err(|source| io(&path, source))
    }

    /// The demo login, kept in `demo-login.txt`, which is made if missing.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn demo_login(&self, chance: &dyn Chance) -> Result<DemoLogin, DataError> {
        let path = self.file("demo-login.txt");
        if let Ok(text) = fs::read_to_string(&path) {
            let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let (Some(email), Some(password)) = (value("email="), value("password=")) {
                return Ok(DemoLogin { email, password });
            }
        }
        let password = hex::encode(random_bytes::<8>(chance));
        let login = DemoLogin { email: "demo@example.com".to_owned(), password };
        let text = format!("email={}\npassword={}\n", login.email, login.password);
        self.write_secret_file("demo-login.txt", &text)?;
        Ok(login)
    }

    /// Whether a demo login was made here.
    pub fn has_demo_login(&self) -> bool {
        self.file("demo-login.txt").exists()
    }
}

/// A line for `vault.key` with a new key.
pub fn new_key_line(chance: &dyn Chance) -> String {
    let id = format!("k{}", hex::encode(random_bytes::<4>(chance)));
    Vault::key_line(&id, &random_bytes::<32>(chance))
}

fn io(path: &Path, source: std::io::Error) -> DataError {
    DataError::Io { path: path.display().to_string(), source }
}
