//! Signing in and out.

mod password;
mod sign_in;

pub use password::hash_password;
pub use sign_in::{Session, SignInRequest};
