//! Services: what a business offers.

use ringwright_domain::business::Service;
use ringwright_domain::ids::{ServiceId, StaffId};
use ringwright_domain::{Instant, Money};

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};
use crate::{Result, StoreError};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    category: String,
    description: String,
    duration_minutes: i64,
    buffer_minutes: i64,
    price_minor: i64,
    currency: String,
    active: bool,
    position: i64,
}

impl TryFrom<Row> for Service {
    type Error = StoreError;

    /// Without the people who do it.
    fn try_from(row: Row) -> Result<Self> {
        let bad = |e: &dyn std::fmt::Display| damaged("service", &row.id, e);
        Ok(Self {
            price: Money::new(row.price_minor, row.currency.parse().map_err(|e| bad(&e))?),
            duration_minutes: u32::try_from(row.duration_minutes).map_err(|e| bad(&e))?,
            buffer_minutes: u32::try_from(row.buffer_minutes).map_err(|e| bad(&e))?,
            position: i32::try_from(row.position).map_err(|e| bad(&e))?,
            id: row.id.parse()?,
            name: row.name,
            category: row.category,
            description: row.description,
            staff: Vec::new(),
            active: row.active,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, name, category, description, duration_minutes, buffer_minutes, price_minor, currency, \
             active, position from service ",
            $rest
        )
    };
}

impl OrgTx {
    /// Makes a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_service(&mut self, service: &Service, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "insert into service (id, org_id, name, category, description, duration_minutes, buffer_minutes, \
             price_minor, currency, active, position, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            service.id.as_str(),
            self.org.as_str(),
            &service.name,
            &service.category,
            &service.description,
            i64::from(service.duration_minutes),
            i64::from(service.buffer_minutes),
            service.price.minor,
            service.price.currency.as_str(),
            service.active,
            i64::from(service.position),
            Stamp(now),
        );
        self.set_staff_of(&service.id, &service.staff).await
    }

    /// Changes a service that was not removed. Answers whether there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_service(&mut self, service: &Service) -> Result<bool> {
        let known = exec!(
            self.tx,
            "update service set name = $1, category = $2, description = $3, duration_minutes = $4, \
             buffer_minutes = $5, price_minor = $6, currency = $7, active = $8, position = $9 \
             where id = $10 and org_id = $11 and deleted_at is null",
            &service.name,
            &service.category,
            &service.description,
            i64::from(service.duration_minutes),
            i64::from(service.buffer_minutes),
            service.price.minor,
            service.price.currency.as_str(),
            service.active,
            i64::from(service.position),
            service.id.as_str(),
            self.org.as_str(),
        );
        if known == 1 {
            self.set_staff_of(&service.id, &service.staff).await?;
        }
        Ok(known == 1)
    }

    async fn set_staff_of(&mut self, service: &ServiceId, staff: &[StaffId]) -> Result<()> {
        let sql = "delete from service_staff where service_id = $1 and org_id = $2";
        exec!(self.tx, sql, service.as_str(), self.org.as_str());
        for member in staff {
            self.link(service, member).await?;
        }
        Ok(())
    }

    /// Notes that somebody does something. Both must be the organisation's.
    pub(crate) async fn link(&mut self, service: &ServiceId, staff: &StaffId) -> Result<()> {
        exec!(
            self.tx,
            "insert into service_staff (org_id, service_id, staff_id) \
             select s.org_id, s.id, m.id from service s, staff m \
             where s.id = $1 and s.org_id = $3 and m.id = $2 and m.org_id = $3 on conflict do nothing",
            service.as_str(),
            staff.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Who does what, of those who were not removed.
    pub(crate) async fn service_links(&mut self) -> Result<Vec<(ServiceId, StaffId)>> {
        let rows = all!(
            self.tx,
            (String, String),
            "select l.service_id, l.staff_id from service_staff l \
             join staff m on m.id = l.staff_id and m.deleted_at is null \
             join service s on s.id = l.service_id and s.deleted_at is null \
             where l.org_id = $1 order by l.service_id, l.staff_id",
            self.org.as_str()
        );
        rows.into_iter().map(|(service, staff)| Ok((service.parse()?, staff.parse()?))).collect()
    }

    /// The services that were not removed, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn services(&mut self) -> Result<Vec<Service>> {
        let sql = select!("where org_id = $1 and deleted_at is null order by position, created_at, id");
        let rows = all!(self.tx, Row, sql, self.org.as_str());
        let links = self.service_links().await?;
        let with_staff = |service: Service| Service {
            staff: links.iter().filter(|link| link.0 == service.id).map(|link| link.1.clone()).collect(),
            ..service
        };
        rows.into_iter().map(|row| Service::try_from(row).map(with_staff)).collect()
    }

    /// A service that was not removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn service(&mut self, id: &ServiceId) -> Result<Option<Service>> {
        let sql = select!("where id = $1 and org_id = $2 and deleted_at is null");
        let Some(row) = one!(self.tx, Row, sql, id.as_str(), self.org.as_str()) else { return Ok(None) };
        let staff = all!(
            self.tx,
            (String,),
            "select l.staff_id from service_staff l join staff m on m.id = l.staff_id and m.deleted_at is null \
             where l.service_id = $1 and l.org_id = $2 order by l.staff_id",
            id.as_str(),
            self.org.as_str()
        );
        let staff = staff.into_iter().map(|(id,)| Ok(id.parse()?)).collect::<Result<_>>()?;
        Ok(Some(Service { staff, ..row.try_into()? }))
    }

    /// Removes a service. Answers whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_service(&mut self, id: &ServiceId, now: Instant) -> Result<bool> {
        let sql = "update service set deleted_at = $1 where id = $2 and org_id = $3 and deleted_at is null";
        Ok(exec!(self.tx, sql, Stamp(now), id.as_str(), self.org.as_str()) == 1)
    }

    /// Gives a removed service back. Answers whether one was removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore_service(&mut self, id: &ServiceId) -> Result<bool> {
        let sql = "update service set deleted_at = null where id = $1 and org_id = $2 \
             and deleted_at is not null";
        Ok(exec!(self.tx, sql, id.as_str(), self.org.as_str()) == 1)
    }
}
