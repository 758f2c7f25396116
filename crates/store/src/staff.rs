//! Staff: who works for a business.

use ringwright_domain::Instant;
use ringwright_domain::business::StaffMember;
use ringwright_domain::ids::StaffId;
use sqlx::types::Json;

use crate::Result;
use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    email: String,
    phone: String,
    hours: Json<serde_json::Value>,
    active: bool,
}

impl Row {
    /// Without what they do.
    fn member(self) -> Result<StaffMember> {
        let hours = serde_json::from_value(self.hours.0).map_err(|e| damaged("staff", &self.id, e))?;
        Ok(StaffMember {
            id: self.id.parse()?,
            name: self.name,
            email: self.email,
            phone: self.phone,
            services: Vec::new(),
            hours,
            active: self.active,
        })
    }
}

impl OrgTx {
    /// Takes somebody on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_staff(&mut self, member: &StaffMember, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "insert into staff (id, org_id, name, email, phone, hours, active, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            member.id.as_str(),
            self.org.as_str(),
            &member.name,
            &member.email,
            &member.phone,
            Json(&member.hours),
            member.active,
            Stamp(now),
        );
        self.set_services_of(member).await
    }

    /// Changes what is known of somebody who was not removed. Answers whether there is such a one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_staff(&mut self, member: &StaffMember) -> Result<bool> {
        let known = exec!(
            self.tx,
            "update staff set name = $1, email = $2, phone = $3, hours = $4, active = $5 \
             where id = $6 and org_id = $7 and deleted_at is null",
            &member.name,
            &member.email,
            &member.phone,
            Json(&member.hours),
            member.active,
            member.id.as_str(),
            self.org.as_str(),
        );
        if known == 1 {
            self.set_services_of(member).await?;
        }
        Ok(known == 1)
    }

    async fn set_services_of(&mut self, member: &StaffMember) -> Result<()> {
        let sql = "delete from service_staff where staff_id = $1 and org_id = $2";
        exec!(self.tx, sql, member.id.as_str(), self.org.as_str());
        for service in &member.services {
            self.link(service, &member.id).await?;
        }
        Ok(())
    }

    /// Those who were not removed, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff(&mut self) -> Result<Vec<StaffMember>> {
        let rows = all!(
            self.tx,
            Row,
            "select id, name, email, phone, hours, active from staff \
             where org_id = $1 and deleted_at is null order by created_at, id",
            self.org.as_str()
        );
        let links = self.service_links().await?;
        let with_services = |member: StaffMember| StaffMember {
            services: links.iter().filter(|link| link.1 == member.id).map(|link| link.0.clone()).collect(),
            ..member
        };
        rows.into_iter().map(|row| row.member().map(with_services)).collect()
    }

    /// Removes somebody. Answers whether they were there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_staff(&mut self, id: &StaffId, now: Instant) -> Result<bool> {
        let sql = "update staff set deleted_at = $1 where id = $2 and org_id = $3 and deleted_at is null";
        Ok(exec!(self.tx, sql, Stamp(now), id.as_str(), self.org.as_str()) == 1)
    }
}
