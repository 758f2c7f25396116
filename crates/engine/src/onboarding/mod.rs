//! Setting a business up: templates, what is set up already, a first test call.

mod apply;
mod found;
mod status;
mod test_call;

pub use apply::Applied;
pub use found::OrganisationForm;
pub use status::{SetupItem, SetupStatus};
