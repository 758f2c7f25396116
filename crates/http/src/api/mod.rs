//! The API under `/api`: a file per noun. What travels is in `dto`.

pub(crate) mod auth;
pub(crate) mod bookings;
mod dto;
pub(crate) mod events;
pub(crate) mod operator;
pub(crate) mod organizations;
pub(crate) mod outgoing;
mod overview;
pub(crate) mod services;
pub(crate) mod staff;
mod states;
pub(crate) mod storefront;
pub(crate) mod tasks;
mod timeline;
