//! The vendors as their documents describe them, in memory, with books that nobody else can write.
//!
//! They share no code with the clients that talk to them, so that a misreading shows.

pub(crate) mod callee;
pub(crate) mod letter;
pub(crate) mod stripe;
pub(crate) mod stripe_books;
pub(crate) mod vapi;

use ringwright_domain::Instant;
use ringwright_vendors::Departure;
use serde_json::Value;

pub(crate) use letter::Letter;

/// A request as a vendor sees it.
pub(crate) struct Asked {
    /// The method.
    pub method: String,
    /// The path behind the vendor's name, in pieces.
    pub path: Vec<String>,
    /// The query.
    pub query: Vec<(String, String)>,
    /// The key that came with it.
    pub key: String,
    /// The idempotency key, where there is one.
    pub once: Option<String>,
    /// The body.
    pub body: String,
}

impl Asked {
    /// Reads a request; the name of the vendor is the first piece of its path.
    pub(crate) fn read(departure: &Departure) -> (String, Self) {
        let mut path: Vec<String> =
            departure.url.path_segments().into_iter().flatten().map(str::to_owned).collect();
        let vendor = if path.is_empty() { String::new() } else { path.remove(0) };
        let header =
            |name: &str| departure.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let key = header("authorization").unwrap_or_default();
        let asked = Self {
            method: departure.method.as_str().to_owned(),
            path,
            query: departure.url.query_pairs().into_owned().collect(),
            key: key.strip_prefix("Bearer ").unwrap_or(&key).to_owned(),
            once: header("idempotency-key"),
            body: departure
                .body
                .as_ref()
                .map(|body| String::from_utf8_lossy(body).into_owned())
                .unwrap_or_default(),
        };
        (vendor, asked)
    }

    /// The path as pieces that can be matched.
    pub(crate) fn pieces(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// A value of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// For the trace: no body.
    pub(crate) fn line(&self) -> String {
        format!("{} /{}", self.method, self.path.join("/"))
    }
}

/// What a vendor answers.
#[derive(Clone)]
pub(crate) struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Reply {
    pub(crate) const fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// For a request that the imitation does not know, whatever the vendor would say: a run in which one
    /// is made proves nothing.
    pub(crate) const fn not_imitated() -> Self {
        Self { status: 501, body: Value::Null }
    }
}

/// What follows from something that a vendor did.
#[derive(Default)]
pub(crate) struct Effects {
    /// Webhooks to be sent.
    pub letters: Vec<Letter>,
    /// What happens later at the vendor.
    pub later: Vec<(Instant, Later)>,
}

/// What happens later at a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    /// A telephone goes on to its next step.
    Phone {
        /// The call.
        call: usize,
    },
    /// The time of a checkout page is over.
    PageCloses {
        /// The page.
        session: usize,
    },
}

/// A time as vendors write it.
pub(crate) fn iso(at: Instant) -> String {
    // To the millisecond, as they do.
    Instant::from_millis(at.millis()).to_string()
}
