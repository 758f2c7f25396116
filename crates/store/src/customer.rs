//! Customers: one per phone number and organisation.

use ringwright_domain::Instant;
use ringwright_domain::booking::Contact;
use ringwright_domain::ids::CustomerId;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, one};

/// A customer to be made or brought up to date.
#[derive(Debug, Clone)]
pub struct NewCustomer<'a> {
    /// The id, should the person be new.
    pub id: CustomerId,
    /// How to reach them.
    pub contact: &'a Contact,
}

impl OrgTx {
    /// Makes the customer of a phone number, or brings name and mail address up to date; atomic, also
    /// when many come at once. Gives the id that the person has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upsert_customer(&mut self, new: &NewCustomer<'_>, now: Instant) -> Result<CustomerId> {
        let row = one!(
            self.tx,
            (String,),
            "insert into customer (id, org_id, phone, email, name, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $6) \
             on conflict (org_id, phone) do update set email = excluded.email, name = excluded.name, \
             updated_at = excluded.updated_at returning id",
            new.id.as_str(),
            self.org.as_str(),
            new.contact.phone.as_str(),
            new.contact.email.as_str(),
            new.contact.name.as_str(),
            Stamp(now),
        );
        Ok(row.map_or_else(|| Ok(new.id.clone()), |(id,)| id.parse())?)
    }
}
