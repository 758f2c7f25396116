//! The API under `/api`: a file per noun. What travels is in `dto`.

pub(crate) mod auth;
pub(crate) mod bookings;
mod dto;
pub(crate) mod events;
pub(crate) mod operator;
pub(crate) mod outgoing;
mod overview;
mod states;
pub(crate) mod storefront;
pub(crate) mod tasks;
mod timeline;
