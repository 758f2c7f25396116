//! What can come of news for a durable thing.

/// The answer of a state machine to a piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress<S> {
    /// The state moved.
    Moved(S),
    /// The news is old or repeated: it is heard and changes nothing. Vendors deliver late, twice
    /// and out of order, so this is ordinary.
    Stale,
}

impl<S> Progress<S> {
    /// The new state, if there is one.
    pub fn moved(self) -> Option<S> {
        match self {
            Self::Moved(state) => Some(state),
            Self::Stale => None,
        }
    }
}

/// A step that the machine does not know from this state: a mistake of the asker, never of a vendor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not possible while the {thing} is {state}")]
pub struct Illegal {
    /// What was asked to move, such as `booking`.
    pub thing: &'static str,
    /// The state it is in.
    pub state: &'static str,
    /// What was asked of it.
    pub event: &'static str,
}
