//! Pure rules of Ringwright.
//!
//! Nothing here knows a socket, a database, a clock or a die: time and chance are arguments.
//! Durable things (a [`booking`], a [`call`], a [`payment`]) are enums that carry their data; a
//! transition takes the state and a piece of news and answers with the next state, or says why not.

pub mod agent;
pub mod booking;
pub mod business;
pub mod call;
pub mod chance;
pub mod clock;
pub mod day;
pub mod dialogue;
pub mod dispatch;
pub mod failure;
pub mod identity;
pub mod ids;
pub mod money;
pub mod month;
pub mod outgoing;
pub mod payment;
pub mod permission;
pub mod person;
pub mod phone;
pub mod storefront;
pub mod transition;

pub use chance::Chance;
pub use clock::{Clock, Instant};
pub use day::Day;
pub use failure::FailureCode;
pub use money::{Currency, Money};
pub use month::Month;
pub use permission::Permission;
pub use phone::Phone;
pub use transition::{Illegal, Progress};
