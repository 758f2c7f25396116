//! Signing up: a person with an organisation of their own.

use ringwright_domain::identity::{Actor, Role};
use ringwright_domain::ids::{OrgId, UserId};
use ringwright_domain::person::{Email, PersonName};
use ringwright_store::NewUser;
use serde_json::{Value, json};

use super::{Device, Opened, password};
use crate::audit::subject;
use crate::setup::found;
use crate::{Engine, Error, FieldProblem, Result};

/// What somebody signs up with, unchecked.
#[derive(Clone)]
pub struct RegistrationForm {
    /// The name of the organisation.
    pub organisation: String,
    /// Their own name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// The password that they choose.
    pub password: String,
    /// The IANA time zone of the organisation; UTC when missing.
    pub time_zone: Option<String>,
    /// Whether they agree to the terms.
    pub accept_terms: bool,
}

/// The same, found to be sound.
pub struct Registration {
    organisation: String,
    name: String,
    email: String,
    password: String,
    time_zone: String,
}

impl RegistrationForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Names all fields that are wrong.
    pub fn read(self) -> Result<Registration> {
        let mut wrong = Vec::new();
        let organisation = PersonName::parse(&self.organisation);
        if let Err(error) = &organisation {
            wrong.push(FieldProblem::new("organisation", "unsound", error.to_string()));
        }
        let name = PersonName::parse(&self.name);
        if let Err(error) = &name {
            wrong.push(FieldProblem::new("name", "unsound", error.to_string()));
        }
        let email = Email::parse(&self.email);
        if let Err(error) = &email {
            wrong.push(FieldProblem::new("email", "unsound", error.to_string()));
        }
        let time_zone = self.time_zone.unwrap_or_else(|| "UTC".to_owned());
        if !ringwright_domain::day::is_time_zone(&time_zone) {
            wrong.push(FieldProblem::new("timeZone", "unknown", "use a zone such as Europe/Stockholm"));
        }
        if !self.accept_terms {
            wrong.push(FieldProblem::new("acceptTerms", "required", "agree to the terms to go on"));
        }
        if let Err(problem) =
            password::good_enough(&self.password, &[&self.name, &self.email, &self.organisation])
        {
            wrong.push(problem);
        }
        match (organisation, name, email) {
            (Ok(organisation), Ok(name), Ok(email)) if wrong.is_empty() => Ok(Registration {
                organisation: organisation.into(),
                name: name.into(),
                email: email.as_str().to_lowercase(),
                password: self.password,
                time_zone,
            }),
            _ => Err(Error::fields(wrong)),
        }
    }
}

impl Engine {
    /// Makes a person and their organisation, sends the mail that proves their address, and signs them in.
    ///
    /// # Errors
    /// When the mail address is taken.
    pub async fn register(&self, new: Registration, device: &Device) -> Result<Opened> {
        let taken = || {
            let message = "there is an account with this mail address; sign in instead";
            Error::fields(vec![FieldProblem::new("email", "taken", message)])
        };
        if self.store().read().await?.user_by_email(&new.email).await?.is_some() {
            return Err(taken());
        }
        let hash = password::hash(new.password.clone(), self.chance()).await?;
        let now = self.now();
        let (org, id) = (OrgId::new(now, self.chance()), UserId::new(now, self.chance()));
        let mut tx = self.store().begin().await?;
        if tx.user_by_email(&new.email).await?.is_some() {
            return Err(taken());
        }
        let vault = self.desk().vault();
        found(&mut tx, &org, &new.organisation, &new.time_zone, now).await?;
        let user = NewUser {
            id: id.clone(),
            org: org.clone(),
            email: new.email,
            name: new.name,
            role: Role::Owner,
            password_hash: hash,
            email_verified_at: None,
        };
        tx.insert_user(&user, now).await?;
        tx.accept_terms(&id, now).await?;
        let made = tx.user(&id).await?.ok_or_else(|| Error::Broken("whoever signed up is gone".into()))?;
        self.ask_for_proof(&mut tx, &made).await?;
        let actor = Actor { address: Some(device.address.clone()), ..Actor::user(&id, &made.name) };
        let change = (Value::Null, json!({ "name": new.organisation, "timeZone": new.time_zone }));
        let about = subject("organisation", &org, &new.organisation);
        self.audit(&mut tx, &org, &actor, "organisation.made", about, change).await?;
        let mut tx = tx.for_org(&org).await?;
        crate::setup::lay_out(&mut tx, vault, self.chance(), now).await?;
        tx.commit(now).await?;
        self.welcome(&made, device).await
    }
}
