//! What a business is: its opening hours, how it can be reached, what its agents may do.

mod config;
mod hours;
mod logo;
mod opening_words;
mod profile;
mod progress;
mod reader;
mod service;
mod staff;
mod templates;
mod voice;
mod zones;

pub use config::{Action, Actions, Config, Consent, Disclosure, Escalation, Messages, Retention};
pub use hours::{Hours, Interval, Opening, SpecialDay, TimeOfDay, Week, is_time_zone};
pub use logo::{LOGO_MOST, picture_type};
pub use profile::{Brand, Contact, Profile};
pub use progress::Progress;
pub use reader::Fault;
pub(crate) use reader::Reader;
pub use service::Service;
pub use staff::StaffMember;
pub use templates::{TEMPLATES, Template, TemplateService};
pub use voice::{VoiceChoice, VoiceConfig};
pub use zones::{Zone, zones};
