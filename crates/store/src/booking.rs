//! Bookings.

use std::collections::HashMap;

use ringwright_domain::Phone;
use ringwright_domain::booking::{Booking, BookingState, Contact, Terms};
use ringwright_domain::ids::BookingId;
use ringwright_domain::person::{Email, PersonName};
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, for_update, one};
use crate::{Result, StoreError};

/// A booking to be made.
#[derive(Debug, Clone)]
pub struct NewBooking<'a> {
    /// The booking.
    pub booking: &'a Booking,
    /// The client's idempotency key and a hash of what it asked for.
    pub idempotency: Option<(&'a str, &'a str)>,
}

/// A row of the list of bookings.
#[derive(Debug, Clone)]
pub struct BookingRow {
    /// The booking.
    pub booking: Booking,
    /// The name of the state of its newest payment.
    pub payment_state: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: String,
    customer_id: String,
    name: String,
    phone: String,
    email: String,
    request: String,
    terms: Json<Terms>,
    state_data: Json<BookingState>,
    priority: i64,
    scheduled_at: Option<Stamp>,
    attempts: i64,
    misfires: i64,
    consented_at: Stamp,
    confirmed_age: Option<i64>,
    created_at: Stamp,
    updated_at: Stamp,
}

impl TryFrom<Row> for Booking {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |e: &dyn std::fmt::Display| damaged("booking", &row.id, e);
        Ok(Self {
            contact: Contact {
                name: PersonName::parse(&row.name).map_err(|e| bad(&e))?,
                phone: Phone::kept(&row.phone).map_err(|e| bad(&e))?,
                email: Email::parse(&row.email).map_err(|e| bad(&e))?,
                request: row.request,
            },
            priority: i32::try_from(row.priority).map_err(|e| bad(&e))?,
            attempts: u32::try_from(row.attempts).map_err(|e| bad(&e))?,
            misfires: u32::try_from(row.misfires).map_err(|e| bad(&e))?,
            confirmed_age: row.confirmed_age.map(u32::try_from).transpose().map_err(|e| bad(&e))?,
            id: row.id.parse()?,
            customer: row.customer_id.parse()?,
            terms: row.terms.0,
            state: row.state_data.0,
            scheduled_at: row.scheduled_at.map(|at| at.0),
            consented_at: row.consented_at.0,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct ListRow {
    #[sqlx(flatten)]
    booking: Row,
    payment_state: Option<String>,
}

impl TryFrom<ListRow> for BookingRow {
    type Error = StoreError;

    fn try_from(row: ListRow) -> Result<Self> {
        Ok(Self { booking: row.booking.try_into()?, payment_state: row.payment_state })
    }
}

macro_rules! columns {
    () => {
        "id, customer_id, name, phone, email, request, terms, state_data, priority, scheduled_at, \
         attempts, misfires, consented_at, confirmed_age, created_at, updated_at"
    };
}

pub(crate) use columns;

const fn due_at(booking: &Booking) -> Option<Stamp> {
    match booking.state {
        BookingState::Queued { due_at } => Some(Stamp(due_at)),
        _ => None,
    }
}

impl OrgTx {
    /// Makes a booking. Answers whether it was made: not, when its idempotency key is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_booking(&mut self, new: &NewBooking<'_>) -> Result<bool> {
        let booking = new.booking;
        let made = exec!(
            self.tx,
            "insert into booking (id, org_id, customer_id, name, phone, email, request, terms, persona, \
             state, state_data, priority, due_at, scheduled_at, attempts, misfires, consented_at, \
             confirmed_age, idempotency_key, idempotency_hash, created_at, updated_at, plan, searchable) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
             $20, $21, $22, $23, $24) \
             on conflict (org_id, idempotency_key) do nothing",
            booking.id.as_str(),
            self.org.as_str(),
            booking.customer.as_str(),
            booking.contact.name.as_str(),
            booking.contact.phone.as_str(),
            booking.contact.email.as_str(),
            &booking.contact.request,
            Json(&booking.terms),
            &booking.terms.persona,
            booking.state.name(),
            Json(&booking.state),
            i64::from(booking.priority),
            due_at(booking),
            booking.scheduled_at.map(Stamp),
            i64::from(booking.attempts),
            i64::from(booking.misfires),
            Stamp(booking.consented_at),
            booking.confirmed_age.map(i64::from),
            new.idempotency.map(|(key, _)| key),
            new.idempotency.map(|(_, hash)| hash),
            Stamp(booking.created_at),
            Stamp(booking.updated_at),
            &booking.terms.plan,
            true,
        );
        if made == 1 {
            crate::search::note_words(&mut self.tx, &self.org, booking).await?;
        }
        Ok(made == 1)
    }

    /// Notes anew by what words a booking is found, after its contact has changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_words(&mut self, booking: &Booking) -> Result<()> {
        exec!(
            self.tx,
            "delete from booking_word where booking_id = $1 and org_id = $2",
            booking.id.as_str(),
            self.org.as_str()
        );
        crate::search::note_words(&mut self.tx, &self.org, booking).await
    }

    /// Writes where a booking stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_booking(&mut self, booking: &Booking) -> Result<()> {
        exec!(
            self.tx,
            "update booking set phone = $1, state = $2, state_data = $3, priority = $4, due_at = $5, \
             attempts = $6, misfires = $7, updated_at = $8, customer_id = $9 where id = $10 and org_id = $11",
            booking.contact.phone.as_str(),
            booking.state.name(),
            Json(&booking.state),
            i64::from(booking.priority),
            due_at(booking),
            i64::from(booking.attempts),
            i64::from(booking.misfires),
            Stamp(booking.updated_at),
            booking.customer.as_str(),
            booking.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// A booking, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booking_for_update(&mut self, id: &BookingId) -> Result<Option<Booking>> {
        let sql = for_update!(
            self.tx,
            "select id, customer_id, name, phone, email, request, terms, state_data, priority, \
             scheduled_at, attempts, misfires, consented_at, confirmed_age, created_at, updated_at \
             from booking where id = $1 and org_id = $2"
        );
        let row = one!(self.tx, Row, sql, id.as_str(), self.org.as_str());
        row.map(Booking::try_from).transpose()
    }

    /// A booking.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booking(&mut self, id: &BookingId) -> Result<Option<Booking>> {
        let row = one!(
            self.tx,
            Row,
            concat!("select ", columns!(), " from booking where id = $1 and org_id = $2"),
            id.as_str(),
            self.org.as_str()
        );
        row.map(Booking::try_from).transpose()
    }

    /// The bookings with these ids, in their order; unknown ones are left out.
    pub(crate) async fn bookings_of(&mut self, ids: &[String]) -> Result<Vec<Booking>> {
        let sql = self.tx.pick(
            concat!(
                "select ",
                columns!(),
                " from booking where org_id = $1 and id in (select value from json_each($2))"
            ),
            concat!(
                "select ",
                columns!(),
                " from booking where org_id = $1 and id = any (array(select jsonb_array_elements_text($2)))"
            ),
        );
        let rows = all!(self.tx, Row, sql, self.org.as_str(), Json(ids));
        let mut found: HashMap<String, Row> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        ids.iter().filter_map(|id| found.remove(id)).map(Booking::try_from).collect()
    }

    /// The booking that was made under an idempotency key, and the hash of what was asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booking_by_key(&mut self, key: &str) -> Result<Option<(BookingId, String)>> {
        let row = one!(
            self.tx,
            (String, String),
            "select id, idempotency_hash from booking where org_id = $1 and idempotency_key = $2",
            self.org.as_str(),
            key
        );
        row.map(|(id, hash)| Ok((id.parse()?, hash))).transpose()
    }

    /// A booking as a row of the list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booking_row(&mut self, id: &BookingId) -> Result<Option<BookingRow>> {
        let row = one!(
            self.tx,
            ListRow,
            concat!(
                "select ",
                columns!(),
                ", (select p.state from payment p where p.booking_id = booking.id \
                 order by p.created_at desc, p.id desc limit 1) as payment_state \
                 from booking where id = $1 and org_id = $2"
            ),
            id.as_str(),
            self.org.as_str()
        );
        row.map(BookingRow::try_from).transpose()
    }
}

impl Tx {
    /// The organisation of a booking, for a link that names only the booking.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn org_of_booking(&mut self, id: &BookingId) -> Result<Option<ringwright_domain::ids::OrgId>> {
        let row = one!(self, (String,), "select org_id from booking where id = $1", id.as_str());
        Ok(row.map(|(org,)| org.parse()).transpose()?)
    }
}
