//! The store: SQL for SQLite and PostgreSQL, one text where the dialects agree.
//!
//! A handle is opened for one organisation ([`Store::org`]), and every statement through it is scoped
//! to it. A change, its events and its jobs go into one transaction ([`OrgTx`]).

mod account;
mod audit;
mod booking;
mod bulk;
mod call;
mod customer;
mod error;
mod event;
mod event_archive;
mod event_month;
mod inbox;
mod inbox_list;
mod insight;
mod interruption;
mod job;
mod job_list;
mod keyset;
mod lease;
mod live_call;
mod membership;
mod open;
mod organisation;
mod outgoing;
mod payment;
mod plan;
mod queue;
mod reconciliation;
mod relay;
mod row_security;
mod search;
mod secret;
mod session;
mod signals;
mod stamp;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod trial;
mod tx;
mod user;
pub mod vault;

pub use account::{Account, Agent, Mode, NewAccount, NewAgent};
pub use audit::LeftJob;
pub use booking::{BookingRow, NewBooking};
pub use bulk::{BulkTable, ColumnKind};
pub use customer::NewCustomer;
pub use error::{Result, StoreError};
pub use event::{Event, NewEvent};
pub use event_archive::{ArchivedEvent, EventMonth, EventPlace, Removed};
pub use inbox::{NewWebhook, Webhook};
pub use inbox_list::{WebhookPage, WebhookView};
pub use insight::{BookingFailures, Life, OutcomeCount, PaymentFailures, PaymentFigures, PlanFunnel, Waits};
pub use interruption::{Interruption, Moment};
pub use job::{Job, JobCounts, NewJob};
pub use job_list::{JobPage, JobState, JobView, OrgJobCounts};
pub use lease::Lease;
pub use live_call::{LiveCall, LiveLine, LiveTurn, LiveUsage};
pub use membership::{Belonging, Member};
pub use open::Store;
pub use organisation::{NewOrganisation, Organisation};
pub use outgoing::{Delivery, DeliveryPage, Endpoint, PUMP};
pub use plan::Plan;
pub use queue::{QueuePlace, Today};
pub use reconciliation::Reconciliation;
pub use search::{BookingSearch, Found};
pub use secret::OwnSecret;
pub use session::{NewSession, OpenSession, Refreshed, SignedIn};
pub use signals::Signals;
pub use tally::Tally;
pub use trial::TrialPerson;
pub use tx::{OrgStore, OrgTx, Tx};
pub use user::{NewUser, User};
