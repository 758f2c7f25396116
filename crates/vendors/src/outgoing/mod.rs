//! Messages to the servers of our users: outgoing webhooks, and the tools of our agents, by the Standard Webhooks scheme
//! (<https://www.standardwebhooks.com>). The one place where an address that a user typed is asked, so it is guarded
//! against being turned on our own network (server-side request forgery).

mod address;
mod courier;
mod sign;

pub use address::{InvalidAddress, Reach, check_address};
pub use courier::{Asked, Courier, HttpCourier, Message};
pub use sign::{new_secret, signature};
