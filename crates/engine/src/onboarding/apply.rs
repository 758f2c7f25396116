//! Beginning with a template. What somebody has written already stays: applied twice, it adds nothing.

use std::collections::BTreeSet;

use ringwright_domain::business::{Actions, Config, Hours, Service, Template};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, ServiceId};
use ringwright_domain::permission::Permission;
use ringwright_domain::{Currency, Money};
use ringwright_store::{AgentDraft, Business, NewEvent, OrgTx};
use serde_json::{Value, json};

use crate::agent::OWN;
use crate::audit::subject;
use crate::auth::Caller;
use crate::business::held;
use crate::{Engine, Error, FieldProblem, Result};

/// What came of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The agent that has its words as a draft.
    pub agent: AgentId,
    /// How many services were added.
    pub services: usize,
    /// Whether the hours are the template's.
    pub hours: bool,
}

impl Engine {
    /// Gives the business the services, hours, rules and words of a template.
    ///
    /// # Errors
    /// When there is no such template, the caller may not change services and agents too, or there are as many agents
    /// as there may be.
    pub async fn apply_template(&self, caller: &Caller, code: &str) -> Result<Applied> {
        caller.must(Permission::ServicesWrite)?;
        caller.must(Permission::AgentsWrite)?;
        let template = Template::of(code).ok_or_else(|| {
            let message = "choose one of the business types listed";
            Error::fields(vec![FieldProblem::new("code", "unknown", message)])
        })?;
        let (org, by, now) = (caller.org(), &caller.actor, self.now());
        let mut tx = self.org(org).begin().await?;
        tx.lock_lines().await?;
        let agent = self.scripted_agent(&mut tx, by, template).await?;
        let (organisation, business) = held(&mut tx).await?;
        let currency = business.profile.currency.parse().unwrap_or(Currency::USD);
        let services = self.missing_services(&mut tx, template, currency).await?;
        self.add_services(&mut tx, by, &services, now).await?;
        let hours = business.hours == Hours::default();
        let after = fitted(&business, template);
        let (name, zone) = (&organisation.name, &organisation.time_zone);
        tx.set_profile(name, zone, &organisation.default_region, &after.profile).await?;
        tx.set_hours(&after.hours).await?;
        tx.set_config(&after.config).await?;
        let picture = |business: &Business| {
            let Business { profile, config, hours, .. } = business;
            json!({ "businessType": profile.business_type, "hours": hours, "actions": config.actions })
        };
        let change = (picture(&business), picture(&after));
        let about = subject("organisation", org, name);
        self.record(&mut tx, by, "organisation.template_applied", about, change).await?;
        let data = json!({ "part": "template", "template": template.code, "by": by });
        tx.emit(NewEvent { kind: "organisation.changed", booking: None, call: None, data });
        tx.commit(now).await?;
        Ok(Applied { agent, services: services.len(), hours })
    }

    /// The template's services of which there is none of that name.
    async fn missing_services(
        &self,
        tx: &mut OrgTx,
        template: &Template,
        currency: Currency,
    ) -> Result<Vec<Service>> {
        let known = tx.services().await?;
        let names: BTreeSet<_> = known.iter().map(|service| service.name.to_lowercase()).collect();
        let missing = template.services.iter().filter(|new| !names.contains(&new.name.to_lowercase()));
        let free = Service::MOST.saturating_sub(known.len());
        let service = |(position, new): (usize, &ringwright_domain::business::TemplateService)| Service {
            id: ServiceId::new(self.now(), self.chance()),
            name: new.name.to_owned(),
            category: new.category.to_owned(),
            description: new.description.to_owned(),
            duration_minutes: new.minutes.0,
            buffer_minutes: new.minutes.1,
            price: Money::new(new.price_minor, currency),
            staff: Vec::new(),
            active: true,
            position: i32::try_from(known.len() + position).unwrap_or(i32::MAX),
        };
        Ok(missing.take(free).enumerate().map(service).collect())
    }

    /// An agent of our own voice with the template's words as its draft: one that has no words yet, or a new one.
    async fn scripted_agent(&self, tx: &mut OrgTx, by: &Actor, template: &Template) -> Result<AgentId> {
        let (now, script) = (self.now(), template.script());
        let accounts = tx.accounts().await?;
        let own = accounts.iter().find(|account| account.vendor == OWN).map(|account| account.id.clone());
        let mut silent = None;
        for agent in tx.agents().await?.into_iter().filter(|agent| Some(&agent.account) == own.as_ref()) {
            // Nobody writes a draft between this look and ours.
            tx.lock_agent(&agent.id).await?;
            let draft = tx.draft(&agent.id).await?;
            let published = tx.published(&agent.id).await?;
            if draft.as_ref().is_some_and(|draft| draft.script == script) {
                return Ok(agent.id);
            }
            if draft.is_none() && published.is_none() && silent.is_none() {
                silent = Some(agent.id);
            }
        }
        let agent = match silent {
            Some(agent) => agent,
            None => self.add_own_agent(tx, by, template.agent).await?,
        };
        tx.put_draft(&agent, &AgentDraft { script: script.clone(), at: now, by: by.name.clone() }).await?;
        let change = (Value::Null, json!({ "template": template.code, "script": script }));
        let about = subject("agent", &agent, template.agent);
        self.record(tx, by, "agent.draft_changed", about, change).await?;
        let data = json!({ "agent": agent, "by": by });
        tx.emit(NewEvent { kind: "agent.draft_changed", booking: None, call: None, data });
        Ok(agent)
    }
}

/// The business with what of it nobody has chosen yet as the template has it.
fn fitted(business: &Business, template: &Template) -> Business {
    let mut fitted = business.clone();
    template.code.clone_into(&mut fitted.profile.business_type);
    if business.hours == Hours::default() {
        fitted.hours = template.hours();
    }
    if business.config == Config::default() {
        let Actions { book, reschedule, cancel, send_sms, .. } = template.actions();
        let actions = business.config.actions.clone();
        fitted.config.actions = Actions { book, reschedule, cancel, send_sms, ..actions };
    }
    fitted
}
