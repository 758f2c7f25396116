//! Names of what is asked for, so that an answer finds its question and a late one finds none.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    )*};
}

ids! {
    /// One reply that was thought of. It is confirmed once or discarded once; what the caller goes on to say is
    /// another.
    TurnId "turn "
    /// One request to a model. A turn has several when tools run, or when a model fails.
    AskId "ask "
    /// One piece of text to be spoken.
    ChunkId "chunk "
    /// One use of a tool; named by the driver, unique within the call.
    ToolId "tool "
}

/// Gives out ids, each once.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ids {
    turn: u32,
    ask: u32,
    chunk: u32,
}

impl Ids {
    pub(super) const fn turn(&mut self) -> TurnId {
        self.turn += 1;
        TurnId(self.turn)
    }

    pub(super) const fn ask(&mut self) -> AskId {
        self.ask += 1;
        AskId(self.ask)
    }

    pub(super) const fn chunk(&mut self) -> ChunkId {
        self.chunk += 1;
        ChunkId(self.chunk)
    }
}
