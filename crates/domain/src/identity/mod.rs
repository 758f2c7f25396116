//! Who people are to an organisation: roles, and whoever did something.

mod actor;
mod role;

pub use actor::{Actor, Who};
pub use role::{InvalidRole, Role};
