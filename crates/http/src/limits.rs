//! Rate limits, by the network of the client.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use ringwright_domain::identity::network;

type ByClient = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock>;

/// The limits of a server.
pub(crate) struct Limits {
    sign_in: ByClient,
    sign_in_on_device: ByClient,
    booking: ByClient,
    webhook: ByClient,
    trial: ByClient,
    visit: ByClient,
    account: ByClient,
    register: ByClient,
}

const FIVE: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

const fn per_minute(n: u32) -> Quota {
    match NonZeroU32::new(n) {
        Some(n) => Quota::per_minute(n),
        None => Quota::per_minute(NonZeroU32::MIN),
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: RateLimiter::keyed(per_minute(60)),
            sign_in_on_device: RateLimiter::keyed(per_minute(600)),
            account: RateLimiter::keyed(per_minute(60)),
            register: RateLimiter::keyed(Quota::per_hour(FIVE)),
            booking: RateLimiter::keyed(per_minute(6_000)),
            webhook: RateLimiter::keyed(per_minute(100)),
            trial: RateLimiter::keyed(per_minute(20)),
            visit: RateLimiter::keyed(per_minute(120)),
        }
    }
}

impl Limits {
    /// Whether this client may do one more thing about accounts, such as asking how strong a password is
    /// (60 a minute).
    pub fn account(&self, client: IpAddr) -> bool {
        self.account.check_key(&network(client)).is_ok()
    }

    /// Whether this client may sign up once more (5 an hour): the answer says whether an address is known.
    pub fn register(&self, client: IpAddr) -> bool {
        self.register.check_key(&network(client)).is_ok()
    }

    /// Whether this client may try to sign in once more (60 a minute).
    pub fn sign_in(&self, client: IpAddr) -> bool {
        self.sign_in.check_key(&network(client)).is_ok()
    }

    /// Whether this client may try to sign in once more on a device that says it is known (600 a minute: guesses of
    /// others from the same network don't hold it up).
    pub fn sign_in_on_device(&self, client: IpAddr) -> bool {
        self.sign_in_on_device.check_key(&network(client)).is_ok()
    }

    /// Whether this client may book once more (100 a second: a shop's server may book for many).
    pub fn booking(&self, client: IpAddr) -> bool {
        self.booking.check_key(&network(client)).is_ok()
    }

    /// Whether this client may ask once more whether a person has a free trial (20 a minute): the answer
    /// says something about that person.
    pub fn trial(&self, client: IpAddr) -> bool {
        self.trial.check_key(&network(client)).is_ok()
    }

    /// Whether one more visit of this client counts (120 a minute: many may share an address).
    pub fn visit(&self, client: IpAddr) -> bool {
        self.visit.check_key(&network(client)).is_ok()
    }

    /// Counts a webhook that was not proven to be the vendor's own. Answers whether the client has
    /// used up its 100 a minute. What is proven does not count: a busy vendor sends more than that
    /// from one address, and every message matters.
    pub fn bad_webhook(&self, client: IpAddr) -> bool {
        self.webhook.check_key(&network(client)).is_err()
    }

    /// Forgets clients that have been quiet.
    pub fn tidy(&self) {
        self.sign_in.retain_recent();
        self.sign_in_on_device.retain_recent();
        self.account.retain_recent();
        self.register.retain_recent();
        self.booking.retain_recent();
        self.webhook.retain_recent();
        self.trial.retain_recent();
        self.visit.retain_recent();
    }
}
