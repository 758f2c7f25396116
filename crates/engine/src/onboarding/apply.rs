//! Beginning with a template. What somebody has written already stays: applied twice, it adds nothing.

use std::collections::BTreeSet;

use ringwright_domain::business::{Hours, Service, Template};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, OrgId, ServiceId};
use ringwright_domain::{Currency, Money};
use ringwright_store::{AgentDraft, NewEvent, OrgTx};
use serde_json::json;

use crate::agent::OWN;
use crate::audit::subject;
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
    /// Gives the business the services, hours and words of a template.
    ///
    /// # Errors
    /// When there is no such template, or the database fails.
    pub async fn apply_template(&self, org: &OrgId, by: &Actor, code: &str) -> Result<Applied> {
        let template = Template::of(code).ok_or_else(|| {
            let message = "choose one of the business types listed";
            Error::fields(vec![FieldProblem::new("code", "unknown", message)])
        })?;
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let (organisation, business) = (tx.organisation().await?, tx.business().await?);
        let mut profile = business.profile;
        let was = std::mem::replace(&mut profile.business_type, template.code.to_owned());
        let region = &organisation.default_region;
        tx.set_profile(&organisation.name, &organisation.time_zone, region, &profile).await?;
        let hours = business.hours == Hours::default();
        if hours {
            tx.set_hours(&template.hours()).await?;
        }
        let mut config = business.config;
        config.actions.book = template.actions().book;
        config.actions.reschedule = template.actions().reschedule;
        config.actions.cancel = template.actions().cancel;
        config.actions.send_sms = template.actions().send_sms;
        tx.set_config(&config).await?;
        let currency = profile.currency.parse().unwrap_or(Currency::USD);
        let services = self.missing_services(&mut tx, template, currency).await?;
        self.add_services(&mut tx, by, &services, now).await?;
        let agent = self.scripted_agent(&mut tx, by, template).await?;
        let change = (json!({ "businessType": was }), json!({ "businessType": template.code }));
        let about = subject("organisation", org, &organisation.name);
        self.audit(tx.system(), org, by, "organisation.template_applied", about, change).await?;
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
            None => self.add_own_agent(tx, template.agent, now).await?,
        };
        tx.put_draft(&agent, &AgentDraft { script, at: now, by: by.name.clone() }).await?;
        let data = json!({ "agent": agent, "by": by });
        tx.emit(NewEvent { kind: "agent.draft_changed", booking: None, call: None, data });
        Ok(agent)
    }
}
