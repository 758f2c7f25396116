//! Making, changing and removing services: many at once, all or none.

use std::collections::BTreeSet;

use ringwright_domain::business::Service;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{OrgId, ServiceId, StaffId};
use ringwright_domain::{Currency, FailureCode, Instant, Money};
use ringwright_store::{NewEvent, OrgTx};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::business::{sound, told};
use crate::{Engine, Error, FieldProblem, Result};

/// A service as somebody wrote it, unchecked.
#[derive(Debug, Clone)]
pub struct ServiceForm {
    /// See [`Service`].
    pub name: String,
    /// See [`Service`].
    pub category: String,
    /// See [`Service`].
    pub description: String,
    /// See [`Service`].
    pub duration_minutes: u32,
    /// See [`Service`].
    pub buffer_minutes: u32,
    /// The price in minor units.
    pub price_minor: i64,
    /// The currency (ISO 4217); the business's own when missing.
    pub currency: Option<String>,
    /// Ids of the staff.
    pub staff: Vec<String>,
    /// See [`Service`].
    pub active: bool,
    /// See [`Service`].
    pub position: i32,
}

/// What shall be otherwise, all of it or nothing.
#[derive(Debug, Clone, Default)]
pub struct ServiceChanges {
    /// To be made.
    pub create: Vec<ServiceForm>,
    /// To be changed.
    pub update: Vec<(ServiceId, ServiceForm)>,
    /// To be removed.
    pub delete: Vec<ServiceId>,
}

/// What forms are read with.
struct Known {
    currency: Currency,
    staff: BTreeSet<StaffId>,
}

pub(super) fn missing() -> Error {
    Error::refused(FailureCode::ServiceNotFound)
}

impl Engine {
    /// Makes a service.
    ///
    /// # Errors
    /// When fields are wrong; every such field is told.
    pub async fn create_service(&self, org: &OrgId, by: &Actor, form: ServiceForm) -> Result<ServiceId> {
        let changes = ServiceChanges { create: vec![form], ..ServiceChanges::default() };
        let made = self.change_services(org, by, &changes).await.map_err(of_one)?;
        made.into_iter().next().ok_or_else(missing)
    }

    /// Changes a service.
    ///
    /// # Errors
    /// When there is no such service, or fields are wrong.
    pub async fn change_service(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &ServiceId,
        form: ServiceForm,
    ) -> Result<()> {
        let changes = ServiceChanges { update: vec![(id.clone(), form)], ..ServiceChanges::default() };
        self.change_services(org, by, &changes).await.map_err(of_one).map(drop)
    }

    /// Removes a service. It can be given back.
    ///
    /// # Errors
    /// When there is no such service.
    pub async fn remove_service(&self, org: &OrgId, by: &Actor, id: &ServiceId) -> Result<()> {
        let changes = ServiceChanges { delete: vec![id.clone()], ..ServiceChanges::default() };
        self.change_services(org, by, &changes).await.map(drop)
    }

    /// Gives a removed service back. One that was never removed stays as it is.
    ///
    /// # Errors
    /// When there never was such a service, or there are as many as there may be.
    pub async fn restore_service(&self, org: &OrgId, by: &Actor, id: &ServiceId) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if !tx.restore_service(id).await? {
            return tx.service(id).await?.map(drop).ok_or_else(missing);
        }
        if tx.services().await?.len() > Service::MOST {
            return Err(too_many("id"));
        }
        let service = tx.service(id).await?;
        self.note_service(&mut tx, by, "service.restored", (None, service.as_ref())).await?;
        Ok(tx.commit(now).await?)
    }

    /// Makes, changes and removes services, all of it or nothing. Answers the ids of those that were made, in their
    /// order.
    ///
    /// # Errors
    /// When one of those named is not there, or fields are wrong; every such field is told, such as
    /// `create.2.name`.
    pub async fn change_services(
        &self,
        org: &OrgId,
        by: &Actor,
        changes: &ServiceChanges,
    ) -> Result<Vec<ServiceId>> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let known = known(&mut tx).await?;
        let mut problems = Vec::new();
        let new = || ServiceId::new(now, self.chance());
        let create: Vec<_> = changes.create.iter().map(|form| (new(), form)).collect();
        let create = read_all(&mut problems, "create", create.into_iter(), &known);
        let update = changes.update.iter().map(|(id, form)| (id.clone(), form));
        let update = read_all(&mut problems, "update", update, &known);
        sound(problems)?;
        let before = tx.services().await?;
        let was = |id: &ServiceId| before.iter().find(|service| service.id == *id);
        for id in &changes.delete {
            if !tx.remove_service(id, now).await? {
                return Err(missing());
            }
            self.note_service(&mut tx, by, "service.removed", (was(id), None)).await?;
        }
        for service in &update {
            if !tx.update_service(service).await? {
                return Err(missing());
            }
            self.note_service(&mut tx, by, "service.changed", (was(&service.id), Some(service))).await?;
        }
        self.add_services(&mut tx, by, &create, now).await?;
        if tx.services().await?.len() > Service::MOST {
            return Err(too_many("create"));
        }
        tx.commit(now).await?;
        Ok(create.into_iter().map(|service| service.id).collect())
    }

    /// Makes services that were found to be sound.
    pub(crate) async fn add_services(
        &self,
        tx: &mut OrgTx,
        by: &Actor,
        services: &[Service],
        now: Instant,
    ) -> Result<()> {
        for service in services {
            tx.insert_service(service, now).await?;
            self.note_service(tx, by, "service.created", (None, Some(service))).await?;
        }
        Ok(())
    }

    /// Notes what became of a service: as an event, and in the audit trail.
    async fn note_service(
        &self,
        tx: &mut OrgTx,
        by: &Actor,
        kind: &'static str,
        (before, after): (Option<&Service>, Option<&Service>),
    ) -> Result<()> {
        let Some(service) = after.or(before) else { return Ok(()) };
        let data = json!({ "service": service.id, "by": by });
        tx.emit(NewEvent { kind, booking: None, call: None, data });
        let (org, about) = (tx.org().clone(), subject("service", &service.id, &service.name));
        self.audit(tx.system(), &org, by, kind, about, (picture(before), picture(after))).await
    }
}

fn too_many(field: &'static str) -> Error {
    let message = format!("a business has {} services at most", Service::MOST);
    Error::fields(vec![FieldProblem::new(field, "too_many", message)])
}

async fn known(tx: &mut OrgTx) -> Result<Known> {
    let currency = tx.business().await?.profile.currency;
    let staff = tx.staff().await?.into_iter().map(|member| member.id).collect();
    Ok(Known { currency: currency.parse().unwrap_or(Currency::USD), staff })
}

fn read_all<'a>(
    problems: &mut Vec<FieldProblem>,
    list: &str,
    forms: impl Iterator<Item = (ServiceId, &'a ServiceForm)>,
    known: &Known,
) -> Vec<Service> {
    let mut read = Vec::new();
    for (index, (id, form)) in forms.enumerate() {
        let (service, wrong) = known.read(id, form);
        problems.extend(wrong.into_iter().map(|problem| FieldProblem {
            field: format!("{list}.{index}.{}", problem.field).into(),
            ..problem
        }));
        read.push(service);
    }
    read
}

impl Known {
    fn read(&self, id: ServiceId, form: &ServiceForm) -> (Service, Vec<FieldProblem>) {
        let mut problems = Vec::new();
        let currency = form.currency.as_deref().map_or(Ok(self.currency), str::parse);
        if currency.is_err() {
            let message = "a currency is three letters such as USD";
            problems.push(FieldProblem::new("currency", "unknown", message));
        }
        let mut staff = BTreeSet::new();
        for (index, text) in form.staff.iter().enumerate() {
            match text.parse::<StaffId>().ok().filter(|id| self.staff.contains(id)) {
                Some(id) => drop(staff.insert(id)),
                None => {
                    let field = format!("staff.{index}");
                    problems.push(FieldProblem::new(field, "unknown", "choose somebody of the staff"));
                }
            }
        }
        let service = Service {
            id,
            name: form.name.trim().to_owned(),
            category: form.category.trim().to_owned(),
            description: form.description.trim().to_owned(),
            duration_minutes: form.duration_minutes,
            buffer_minutes: form.buffer_minutes,
            price: Money::new(form.price_minor, currency.unwrap_or(self.currency)),
            staff: staff.into_iter().collect(),
            active: form.active,
            position: form.position,
        };
        problems.extend(told(service.faults()));
        (service, problems)
    }
}

/// Of one service fields are told by their own names.
fn of_one(error: Error) -> Error {
    match error {
        Error::Refused { code, detail, fields } => {
            let own = |field: &str| field.splitn(3, '.').nth(2).unwrap_or(field).to_owned();
            let fields = fields
                .into_iter()
                .map(|problem| FieldProblem { field: own(&problem.field).into(), ..problem })
                .collect();
            Error::Refused { code, detail, fields }
        }
        error => error,
    }
}

/// A service as the audit trail shows it; null when there is none.
fn picture(service: Option<&Service>) -> Value {
    service.map_or(Value::Null, |service| {
        json!({
            "name": service.name,
            "category": service.category,
            "description": service.description,
            "durationMinutes": service.duration_minutes,
            "bufferMinutes": service.buffer_minutes,
            "priceMinor": service.price.minor,
            "currency": service.price.currency,
            "staff": service.staff,
            "active": service.active,
            "position": service.position,
        })
    })
}
