//! What a business is: its opening hours, how it can be reached, what its agents may do.

mod config;
mod hours;
mod profile;
mod reader;

pub use config::{Actions, Config, Consent, Disclosure, Escalation, Messages, Retention};
pub use hours::{Hours, Interval, Opening, SpecialDay, TimeOfDay, Week};
pub use profile::{Brand, Contact, Profile};
pub use reader::Fault;
