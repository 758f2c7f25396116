//! The API under `/api`: a file per noun. What travels is in `dto`.

pub(crate) mod admin;
pub(crate) mod agents;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod bookings;
pub(crate) mod calls;
pub(crate) mod dashboard;
mod dto;
pub(crate) mod events;
pub(crate) mod keys;
pub(crate) mod measures;
pub(crate) mod onboarding;
pub(crate) mod operator;
pub(crate) mod organizations;
pub(crate) mod outgoing;
mod overview;
pub(crate) mod recordings;
pub(crate) mod services;
pub(crate) mod staff;
mod states;
pub(crate) mod storefront;
pub(crate) mod tasks;
pub(crate) mod team;
mod timeline;
pub(crate) mod user;
pub(crate) mod voice;
