//! Staff: who works for a business.

use std::collections::BTreeSet;

use ringwright_domain::FailureCode;
use ringwright_domain::business::{Hours, StaffMember};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{OrgId, ServiceId, StaffId};
use ringwright_store::{NewEvent, OrgTx};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::business::{sound, told};
use crate::{Engine, Error, FieldProblem, Result};

/// Somebody as they were written down, unchecked. It has no `Debug` form: it holds personal data.
pub struct StaffForm {
    /// See [`StaffMember`].
    pub name: String,
    /// See [`StaffMember`].
    pub email: String,
    /// Their telephone number, in any usual way of writing.
    pub phone: String,
    /// Ids of services.
    pub services: Vec<String>,
    /// See [`StaffMember`].
    pub hours: Option<Hours>,
    /// See [`StaffMember`].
    pub active: bool,
}

fn missing() -> Error {
    Error::refused(FailureCode::StaffNotFound)
}

impl Engine {
    /// Those who work for the business, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff(&self, org: &OrgId) -> Result<Vec<StaffMember>> {
        Ok(self.org(org).read().await?.staff().await?)
    }

    /// Takes somebody on.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn take_on(&self, org: &OrgId, by: &Actor, form: &StaffForm) -> Result<StaffMember> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let id = StaffId::new(now, self.chance());
        let member = read(&mut tx, id, form).await?;
        if tx.staff().await?.len() >= StaffMember::MOST {
            let message = format!("a business has a staff of {} at most", StaffMember::MOST);
            return Err(Error::fields(vec![FieldProblem::new("name", "too_many", message)]));
        }
        tx.insert_staff(&member, now).await?;
        self.note_staff(&mut tx, by, "staff.created", (None, Some(&member))).await?;
        tx.commit(now).await?;
        Ok(member)
    }

    /// Changes what is known of somebody.
    ///
    /// # Errors
    /// When there is no such one, or fields are wrong.
    pub async fn change_staff(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &StaffId,
        form: &StaffForm,
    ) -> Result<StaffMember> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let before = existing(&mut tx, id).await?;
        let member = read(&mut tx, id.clone(), form).await?;
        tx.update_staff(&member).await?;
        self.note_staff(&mut tx, by, "staff.changed", (Some(&before), Some(&member))).await?;
        tx.commit(now).await?;
        Ok(member)
    }

    /// Removes somebody.
    ///
    /// # Errors
    /// When there is no such one.
    pub async fn remove_staff(&self, org: &OrgId, by: &Actor, id: &StaffId) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let before = existing(&mut tx, id).await?;
        tx.remove_staff(id, now).await?;
        self.note_staff(&mut tx, by, "staff.removed", (Some(&before), None)).await?;
        Ok(tx.commit(now).await?)
    }

    /// Notes what became of somebody: as an event, and in the audit trail.
    async fn note_staff(
        &self,
        tx: &mut OrgTx,
        by: &Actor,
        kind: &'static str,
        (before, after): (Option<&StaffMember>, Option<&StaffMember>),
    ) -> Result<()> {
        let Some(member) = after.or(before) else { return Ok(()) };
        let data = json!({ "staff": member.id, "by": by });
        tx.emit(NewEvent { kind, booking: None, call: None, data });
        let (org, about) = (tx.org().clone(), subject("staff", &member.id, &member.name));
        self.audit(tx.system(), &org, by, kind, about, (picture(before), picture(after))).await
    }
}

/// Somebody as the audit trail shows them; null when there is nobody.
fn picture(member: Option<&StaffMember>) -> Value {
    member.map_or(Value::Null, |member| {
        json!({
            "name": member.name,
            "email": member.email,
            "phone": member.phone,
            "services": member.services,
            "schedule": member.hours,
            "active": member.active,
        })
    })
}

async fn existing(tx: &mut OrgTx, id: &StaffId) -> Result<StaffMember> {
    tx.staff().await?.into_iter().find(|member| member.id == *id).ok_or_else(missing)
}

async fn read(tx: &mut OrgTx, id: StaffId, form: &StaffForm) -> Result<StaffMember> {
    let known: BTreeSet<_> = tx.services().await?.into_iter().map(|service| service.id).collect();
    let region = tx.organisation().await?.default_region;
    let mut problems = Vec::new();
    let mut services = BTreeSet::new();
    for (index, text) in form.services.iter().enumerate() {
        match text.parse::<ServiceId>().ok().filter(|id| known.contains(id)) {
            Some(id) => drop(services.insert(id)),
            None => {
                let field = format!("services.{index}");
                problems.push(FieldProblem::new(field, "unknown", "choose one of the services listed"));
            }
        }
    }
    let phone = ringwright_domain::Phone::parse(&form.phone, Some(&region));
    let member = StaffMember {
        id,
        name: form.name.trim().to_owned(),
        email: form.email.trim().to_owned(),
        phone: phone.map_or_else(|_| form.phone.trim().to_owned(), |phone| phone.as_str().to_owned()),
        services: services.into_iter().collect(),
        hours: form.hours.clone(),
        active: form.active,
    };
    problems.extend(told(member.faults()));
    sound(problems)?;
    Ok(member)
}
