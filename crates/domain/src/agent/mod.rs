//! What an agent is, says and may do: its script, of which people write drafts and publish versions.

mod diff;
mod script;
mod words;

pub use diff::{FieldChange, changes};
pub use script::{Script, Variable};
pub use words::fill;
