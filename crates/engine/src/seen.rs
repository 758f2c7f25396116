//! What somebody had before them when they changed it: nobody's work is written over unseen.

use std::fmt::{self, Write as _};

use ringwright_domain::FailureCode;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Bytes of the digest that name what a document says.
const BYTES: usize = 16;

/// The name of what a document says: the same words have the same name, others another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// The name of this.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a mistake of ours.
    pub fn of<T: Serialize>(value: &T) -> Result<Self> {
        let text = serde_json::to_vec(value).map_err(|error| Error::Broken(error.to_string()))?;
        let digest = Sha256::digest(text);
        Ok(Self(digest.iter().take(BYTES).fold(String::new(), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        })))
    }
}

impl From<String> for Tag {
    /// A name that somebody sent.
    fn from(sent: String) -> Self {
        Self(sent)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody had before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// They didn't say, or don't mind.
    Anything,
    /// One of these.
    OneOf(Vec<Tag>),
}

impl Seen {
    /// Lets a change through if what is there now is what they had before them.
    pub(crate) fn must_be<T: Serialize>(&self, now: &T) -> Result<()> {
        match self {
            Self::Anything => Ok(()),
            Self::OneOf(tags) if tags.contains(&Tag::of(now)?) => Ok(()),
            Self::OneOf(_) => Err(Error::refused(FailureCode::SettingsChanged)),
        }
    }
}
