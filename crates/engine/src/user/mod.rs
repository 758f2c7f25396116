//! What people do about themselves: their profile, another password, leaving.

mod leave;
mod password;
mod profile;

pub use profile::{Preferences, ProfileChange};
