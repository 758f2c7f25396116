//! Who people are to an organisation: roles, whoever did something and what it changed, guesses at sign-in, and
//! one-time codes.

mod actor;
mod changes;
mod guesses;
mod locale;
mod role;
mod totp;

pub use actor::{Actor, Who};
pub use changes::changed;
pub use guesses::{FORGOTTEN, Guard, network};
pub use locale::Locale;
pub use role::{InvalidRole, Role};
pub use totp::{digits, step_of, steps_taken, truncate};
