//! What an agent is, says and may do: its script, of which people write drafts and publish versions.

mod diff;
mod script;
mod tool;
mod words;

pub use diff::{FieldChange, changes};
pub use script::{Script, Variable};
pub use tool::{Tool, ToolParameter, ToolValue};
pub use words::fill;
