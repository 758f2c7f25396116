//! Another organisation of somebody who is signed in.

use ringwright_domain::business::is_time_zone;
use ringwright_domain::identity::{Actor, Role};
use ringwright_domain::ids::OrgId;
use ringwright_store::{Organisation, User};
use serde_json::{Value, json};

use crate::account::rules;
use crate::audit::subject;
use crate::business::sound;
use crate::setup::{found, lay_out};
use crate::{Engine, Error, FieldProblem, Result};

/// Organisations that somebody belongs to, at most.
const MOST: usize = 20;

/// An organisation as somebody wrote it, unchecked.
#[derive(Debug, Clone)]
pub struct OrganisationForm {
    /// 1 to 60 characters.
    pub name: String,
    /// An IANA time zone; UTC when missing.
    pub time_zone: Option<String>,
}

impl Engine {
    /// Makes an organisation, of which the person is the owner.
    ///
    /// # Errors
    /// When fields are wrong, or the person belongs to too many organisations.
    pub async fn found_organisation(
        &self,
        user: &User,
        by: &Actor,
        form: &OrganisationForm,
    ) -> Result<Organisation> {
        let mut problems = Vec::new();
        let name = rules::name(&mut problems, &form.name);
        let zone = form.time_zone.as_deref().unwrap_or("UTC");
        if !is_time_zone(zone) {
            let message = "this is no time zone; choose one such as Europe/Stockholm";
            problems.push(FieldProblem::new("timeZone", "unknown", message));
        }
        sound(problems)?;
        let now = self.now();
        let id = OrgId::new(now, self.chance());
        let mut tx = self.store().begin().await?;
        tx.user_for_update(&user.id).await?;
        if tx.belongings(&user.id).await?.len() >= MOST {
            let message = format!("somebody belongs to {MOST} organisations at most");
            return Err(Error::fields(vec![FieldProblem::new("name", "too_many", message)]));
        }
        found(&mut tx, &id, &name, zone, now).await?;
        tx.put_member(&id, &user.id, Role::Owner, now).await?;
        let change = (Value::Null, json!({ "name": name, "timeZone": zone }));
        self.audit(&mut tx, &id, by, "organisation.made", subject("organisation", &id, &name), change)
            .await?;
        let mut tx = tx.for_org(&id).await?;
        lay_out(&mut tx, self.desk().vault(), self.chance(), now).await?;
        let made = tx.organisation().await?;
        tx.commit(now).await?;
        Ok(made)
    }
}
