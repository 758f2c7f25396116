//! Customers: one per phone number and organisation.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::booking::Contact;
use ringwright_domain::ids::CustomerId;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, exec, one};

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

    /// Takes the free trial of a customer, if none was taken within `window` before `now`. Of many who
    /// try at once, one gets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_trial(
        &mut self,
        customer: &CustomerId,
        now: Instant,
        window: Duration,
    ) -> Result<bool> {
        let taken = exec!(
            self.tx,
            "update customer set trial_at = $1 where id = $2 and org_id = $3 \
             and (trial_at is null or trial_at <= $4)",
            Stamp(now),
            customer.as_str(),
            self.org.as_str(),
            Stamp(now.minus(window)),
        );
        Ok(taken == 1)
    }

    /// When the last free trial of a phone number was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_trial(&mut self, phone: &str) -> Result<Option<Instant>> {
        let row = one!(
            self.tx,
            (Option<Stamp>,),
            "select trial_at from customer where org_id = $1 and phone = $2",
            self.org.as_str(),
            phone
        );
        Ok(row.and_then(|(at,)| at).map(|at| at.0))
    }
}
