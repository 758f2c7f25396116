//! Who belongs to an organisation: members and their roles, and invitations.

mod accept;
mod invite;
mod members;

pub use accept::{Acceptance, InvitationView};
pub(crate) use members::not_the_last;
