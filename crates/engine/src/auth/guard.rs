//! Guesses are counted before anything dear is done about them.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::{Guard, network};
use ringwright_domain::ids::UserId;
use ringwright_store::Tx;

use super::{Device, fingerprint};
use crate::{Engine, Error, Result};

/// What a guess counts against.
pub(super) struct Guarded(Vec<(Guard, String)>);

fn key(kind: &str, what: &str) -> String {
    format!("{kind}:{}", fingerprint(what))
}

/// A client: the network that it asks from.
fn client(address: &str) -> String {
    let network = address.parse().map(|address| network(address).to_string());
    key("client", network.as_deref().unwrap_or(address))
}

impl Guarded {
    fn on_known_device(&self) -> bool {
        self.0.iter().any(|(guard, _)| *guard == Guard::Device)
    }
}

impl Engine {
    /// Counts a guess at the account of a mail address, before it is judged. On a device on which that person
    /// has signed in before, only the device counts: others' guesses elsewhere don't lock it out. On another,
    /// a client that has guessed nothing wrong lately is not held up by those that have.
    ///
    /// # Errors
    /// [`Error::TooSoon`] when there were too many; then nothing is counted.
    pub(super) async fn count_guess(
        &self,
        email: &str,
        user: Option<&UserId>,
        device: &Device,
    ) -> Result<Guarded> {
        let hash = device.token.as_deref().map(fingerprint);
        let known = match (&hash, user) {
            (Some(hash), Some(user)) => self.store().read().await?.knows_device(hash, user).await?,
            _ => false,
        };
        if let Some(hash) = hash.filter(|_| known) {
            return self.count(vec![(Guard::Device, format!("device:{hash}"))]).await;
        }
        let client = client(&device.address);
        let mut tx = self.store().begin().await?;
        let at = match tx.guesses_at(&client, self.now()).await? {
            0 => (Guard::Newcomers, key("newcomers", email)),
            _ => (Guard::Address, key("address", email)),
        };
        self.count_in(tx, vec![at, (Guard::Client, client)]).await
    }

    /// Counts a code of somebody whose password was right, before it is judged, unless their device has a budget of
    /// its own anyway. It is whoever knows the password that is held up, wherever they guess from.
    ///
    /// # Errors
    /// [`Error::TooSoon`] when there were too many.
    pub(super) async fn count_code(&self, user: &UserId, guessed: &Guarded) -> Result<Guarded> {
        if guessed.on_known_device() {
            return Ok(Guarded(Vec::new()));
        }
        self.count(vec![(Guard::Code, format!("code:{user}"))]).await
    }

    /// Counts a request for mail to an address.
    ///
    /// # Errors
    /// [`Error::TooSoon`] when there were too many.
    pub(super) async fn count_mail(&self, email: &str) -> Result<()> {
        self.count(vec![(Guard::Address, key("mail", email))]).await.map(|_| ())
    }

    async fn count(&self, guarded: Vec<(Guard, String)>) -> Result<Guarded> {
        let tx = self.store().begin().await?;
        self.count_in(tx, guarded).await
    }

    async fn count_in(&self, mut tx: Tx, guarded: Vec<(Guard, String)>) -> Result<Guarded> {
        if let Some(wait) = tx.count_guess(&guarded, self.now()).await? {
            return Err(Error::TooSoon { code: FailureCode::TooManyAttempts, wait });
        }
        tx.commit().await?;
        Ok(Guarded(guarded))
    }

    /// It was no guess: the person knew. A client keeps what it guessed at others.
    pub(super) async fn forgive(&self, guarded: &Guarded) -> Result<()> {
        let mut tx = self.store().begin().await?;
        for (guard, key) in &guarded.0 {
            match guard {
                Guard::Client => tx.forgive_guess(key, self.now()).await?,
                Guard::Address | Guard::Newcomers | Guard::Device | Guard::Code => {
                    tx.forget_guesses(key).await?;
                }
            }
        }
        Ok(tx.commit().await?)
    }

    /// The password was no guess, but a code is still to come: only this one counts no more. Whoever knows the
    /// password could otherwise guess codes for ever.
    pub(super) async fn take_back(&self, guarded: &Guarded) -> Result<()> {
        let mut tx = self.store().begin().await?;
        for (_, key) in &guarded.0 {
            tx.forgive_guess(key, self.now()).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Forgets what was guessed at an address, by a person who proved that it is theirs.
    pub(super) async fn forget_guesses_at(&self, tx: &mut Tx, email: &str) -> Result<()> {
        tx.forget_guesses(&key("newcomers", email)).await?;
        Ok(tx.forget_guesses(&key("address", email)).await?)
    }
}
