//! Resend: mails, and a mailbox to read them in.
//!
//! Written from the vendor's documents (resend.com/docs/api-reference). Nothing leaves this machine.

mod page;
mod routes;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::journal::{Journal, Memory};
use crate::table::{Row, Table};
use crate::world::iso;

pub use page::router as pages;
pub use routes::router;

/// The most mails that are kept.
const KEPT: usize = 500;

/// A mail that was handed over.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    id: String,
    from: String,
    to: Vec<String>,
    subject: String,
    text: String,
    html: String,
    key: Option<String>,
    created_ms: i64,
}

impl Row for Mail {
    const KIND: &'static str = "mail";

    fn id(&self) -> &str {
        &self.id
    }
}

/// All of Resend.
pub struct Resend {
    mails: Table<Mail>,
    by_key: HashMap<String, String>,
}

impl Resend {
    /// What a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let mails: Table<Mail> = Table::remembered(memory);
        let by_key = mails.newest().filter_map(|mail| Some((mail.key.clone()?, mail.id.clone()))).collect();
        Self { mails, by_key }
    }

    /// Forgets everything.
    pub fn clear(&mut self, journal: &Journal) {
        self.mails.clear(journal);
        self.by_key.clear();
    }

    /// Takes a mail in; one that came under the same key before is not taken again. Gives its id.
    fn take(&mut self, journal: &Journal, mail: Mail) -> String {
        if let Some(known) = mail.key.as_ref().and_then(|key| self.by_key.get(key)) {
            return known.clone();
        }
        let id = mail.id.clone();
        if let Some(key) = &mail.key {
            self.by_key.insert(key.clone(), id.clone());
        }
        self.mails.put(journal, mail);
        let old: Vec<String> = self.mails.newest().skip(KEPT).map(|mail| mail.id.clone()).collect();
        for id in old {
            if let Some(Mail { key: Some(key), .. }) = self.mails.remove(journal, &id) {
                self.by_key.remove(&key);
            }
        }
        id
    }

    /// The mails, newest first; those to one address, if one is named.
    pub fn view(&self, to: Option<&str>) -> Value {
        let mine =
            |mail: &&Mail| to.is_none_or(|to| mail.to.iter().any(|address| address.eq_ignore_ascii_case(to)));
        self.mails.newest().filter(mine).map(Mail::view).collect()
    }

    fn get(&self, id: &str) -> Option<&Mail> {
        self.mails.get(id)
    }
}

impl Mail {
    fn view(&self) -> Value {
        let links: Vec<&str> = self
            .text
            .split_whitespace()
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .collect();
        json!({
            "id": self.id, "from": self.from, "to": self.to, "subject": self.subject, "text": self.text,
            "html": self.html, "links": links, "createdAt": iso(self.created_ms),
        })
    }
}
