//! Mail: what is said in it, and sending it as durable work.

mod letters;
mod send;

pub(crate) use letters::{
    Words, invitation, password_changed, reset, resumed, second_factor, suspended, verify,
};
