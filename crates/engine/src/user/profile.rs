//! What people say about themselves, and how they like the page.

use std::collections::BTreeMap;

use ringwright_domain::identity::Locale;
use ringwright_domain::person::PersonName;
use ringwright_store::User;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::auth::Caller;
use crate::{Engine, Error, FieldProblem, Result};

/// The most kinds of notifications that somebody says something about.
const NOTIFICATIONS_MOST: usize = 40;
/// The longest address of a page to start at.
const PAGE_MOST: usize = 100;

/// What to change of a profile; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// Their name.
    pub name: Option<String>,
    /// The language of the page (BCP 47); empty for the browser's.
    pub locale: Option<String>,
    /// Their own IANA time zone; empty for the organisation's.
    pub time_zone: Option<String>,
}

/// How somebody likes the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// The page of the console that is opened first, such as `/console/calls`.
    pub start_page: String,
    /// Of what they want to be told, by its name.
    pub notifications: BTreeMap<String, bool>,
}

impl Preferences {
    /// What is usual, where nothing was chosen.
    fn or_usual(mut self) -> Self {
        for (field, usual) in [
            (&mut self.theme, "system"),
            (&mut self.density, "comfortable"),
            (&mut self.start_page, "/console"),
        ] {
            if field.is_empty() {
                usual.clone_into(field);
            }
        }
        self
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut wrong = Vec::new();
        if !["system", "light", "dark"].contains(&self.theme.as_str()) {
            wrong.push(FieldProblem::new("theme", "unknown", "use system, light or dark"));
        }
        if !["comfortable", "compact"].contains(&self.density.as_str()) {
            wrong.push(FieldProblem::new("density", "unknown", "use comfortable or compact"));
        }
        let page = &self.start_page;
        let ours = page == "/console" || page.starts_with("/console/");
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_".contains(&b);
        if !ours || page.len() > PAGE_MOST || !page.bytes().all(plain) {
            let message = "use the address of a page of the console, such as /console/calls";
            wrong.push(FieldProblem::new("startPage", "unknown", message));
        }
        let sound = |name: &String| !name.is_empty() && name.len() <= 60 && name.is_ascii();
        if self.notifications.len() > NOTIFICATIONS_MOST || !self.notifications.keys().all(sound) {
            let message = format!("name at most {NOTIFICATIONS_MOST}, each in 1 to 60 plain letters");
            wrong.push(FieldProblem::new("notifications", "too_many", message));
        }
        wrong
    }
}

impl Engine {
    /// Changes what somebody says about themselves. Gives them as they are now.
    ///
    /// # Errors
    /// When fields are wrong.
    pub async fn change_own_profile(&self, by: &Caller, change: &ProfileChange) -> Result<User> {
        let (user, _) = by.person()?;
        let mut wrong = Vec::new();
        let name = change
            .name
            .as_deref()
            .map_or_else(|| Ok(user.name.clone()), |name| PersonName::parse(name).map(String::from));
        if let Err(error) = &name {
            wrong.push(FieldProblem::new("name", "unsound", error.to_string()));
        }
        let locale = match change.locale.as_deref() {
            None => user.locale.clone(),
            Some("") => String::new(),
            Some(tag) => Locale::parse(tag).map_or_else(String::new, |locale| locale.as_str().to_owned()),
        };
        if locale.is_empty() && change.locale.as_ref().is_some_and(|tag| !tag.is_empty()) {
            wrong.push(FieldProblem::new("locale", "unknown", "use a language such as en or pt-BR"));
        }
        let zone = change.time_zone.clone().unwrap_or_else(|| user.time_zone.clone());
        if !zone.is_empty() && !ringwright_domain::day::is_time_zone(&zone) {
            wrong.push(FieldProblem::new("timeZone", "unknown", "use a zone such as Europe/Stockholm"));
        }
        let name = match name {
            Ok(name) if wrong.is_empty() => name,
            _ => return Err(Error::fields(wrong)),
        };
        let mut tx = self.store().begin().await?;
        tx.set_profile(&user.id, &name, &locale, &zone).await?;
        let told = |name: &str, locale: &str, zone: &str| json!({ "name": name, "locale": locale, "timeZone": zone });
        let change = (told(&user.name, &user.locale, &user.time_zone), told(&name, &locale, &zone));
        let about = subject("user", &user.id, &name);
        self.audit(&mut tx, by.org(), &by.actor, "user.profile_changed", about, change).await?;
        let changed = tx.user(&user.id).await?;
        tx.commit().await?;
        changed.ok_or_else(|| Error::Broken("whoever changed their profile is gone".into()))
    }

    /// How somebody likes the page; what they never chose is as usual.
    ///
    /// # Errors
    /// When it is no person who asks.
    pub fn preferences(&self, of: &Caller) -> Result<Preferences> {
        let (user, _) = of.person()?;
        // What an older page kept is no reason to show nothing.
        let kept: Preferences = serde_json::from_value(user.preferences.clone()).unwrap_or_default();
        Ok(kept.or_usual())
    }

    /// Keeps how somebody likes the page, instead of what was kept before.
    ///
    /// # Errors
    /// When fields are wrong.
    pub async fn set_preferences(&self, by: &Caller, wanted: Preferences) -> Result<Preferences> {
        let (user, _) = by.person()?;
        let wanted = wanted.or_usual();
        let wrong = wanted.problems();
        if !wrong.is_empty() {
            return Err(Error::fields(wrong));
        }
        let kept: Value = serde_json::to_value(&wanted)
            .map_err(|error| Error::Broken(format!("preferences cannot be written: {error}")))?;
        let mut tx = self.store().begin().await?;
        tx.set_preferences(&user.id, &kept).await?;
        tx.commit().await?;
        Ok(wanted)
    }
}
