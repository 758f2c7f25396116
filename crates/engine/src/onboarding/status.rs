//! What is set up, judged by facts.

use ringwright_domain::ids::OrgId;
use ringwright_store::{Account, Agent, Business, Mode};

use crate::agent::OWN;
use crate::desk::AccountKind;
use crate::{Engine, Result};

/// Something that a business sets up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupItem {
    /// A stable word for it.
    pub code: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Why, and what to do.
    pub detail: &'static str,
    /// Whether it is.
    pub done: bool,
    /// Whether the business cannot go live without it.
    pub required: bool,
    /// The page on which it is done.
    pub href: &'static str,
}

/// What is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupStatus {
    /// In the order in which it is best done.
    pub items: Vec<SetupItem>,
}

impl SetupStatus {
    /// Whether all that is required is there.
    pub fn is_live(&self) -> bool {
        self.items.iter().all(|item| item.done || !item.required)
    }

    /// How much of it is there, in percent.
    pub fn percent(&self) -> usize {
        let done = self.items.iter().filter(|item| item.done).count();
        100 * done / self.items.len().max(1)
    }
}

/// What is known of a business.
struct Facts {
    business: Business,
    services: bool,
    accounts: Vec<Account>,
    agents: Vec<Agent>,
    published: bool,
    tried: bool,
    team: bool,
}

impl Engine {
    /// What of a business is set up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_status(&self, org: &OrgId) -> Result<SetupStatus> {
        let mut tx = self.org(org).read().await?;
        let services = tx.services().await?;
        let facts = Facts {
            business: tx.business().await?,
            services: services.iter().any(|service| service.active),
            accounts: tx.accounts().await?,
            agents: tx.agents().await?,
            published: tx.has_published().await?,
            tried: tx.has_held_a_call().await?,
            team: tx.has_team().await?,
        };
        Ok(SetupStatus { items: facts.items() })
    }
}

impl Facts {
    /// Whether an agent in service has a line of an account that carries calls.
    fn has_line(&self, live: bool) -> bool {
        let carries = |account: &Account| {
            let kind = AccountKind::of(&account.vendor);
            (kind == Some(AccountKind::Calls) || account.vendor == "twilio")
                && !account.paused
                && account.lines > 0
                && (!live || account.mode == Mode::Live)
        };
        let mut agents = self.agents.iter().filter(|agent| agent.active && agent.lines > 0);
        agents.any(|agent| self.accounts.iter().any(|acc| acc.id == agent.account && carries(acc)))
    }

    /// Whether an agent in service speaks with words of the business: published ones, or those that a vendor keeps.
    fn speaks(&self) -> bool {
        let own = |agent: &&Agent| self.accounts.iter().any(|a| a.id == agent.account && a.vendor == OWN);
        self.published || self.agents.iter().any(|agent| agent.active && !own(&agent))
    }

    fn items(&self) -> Vec<SetupItem> {
        let Business { profile, config, hours, .. } = &self.business;
        let item = |code, title, detail, done, required, href| SetupItem {
            code,
            title,
            detail,
            done,
            required,
            href,
        };
        let open = hours.week.days().iter().any(|(_, day)| !day.is_empty());
        let reachable = !profile.contact.email.is_empty() || !profile.contact.phone.is_empty();
        let takes_money = self.accounts.iter().any(|account| {
            AccountKind::of(&account.vendor) == Some(AccountKind::Payments) && !account.paused
        });
        vec![
            item(
                "profile",
                "Say who you are",
                "A mail address or a telephone number by which your customers reach you.",
                reachable,
                true,
                "/console/settings/profile",
            ),
            item(
                "hours",
                "Set your opening hours",
                "Agents tell callers when you are open, and hold themselves to it.",
                open,
                true,
                "/console/settings/hours",
            ),
            item(
                "services",
                "List what you offer",
                "At least one service that is offered now.",
                self.services,
                true,
                "/console/settings/services",
            ),
            item(
                "agent",
                "Publish your agent",
                "Read its words once, then publish them: callers hear what is published.",
                self.speaks(),
                true,
                "/console/agents",
            ),
            item(
                "testCall",
                "Hold a test call",
                "Hear how it sounds before your customers do.",
                self.tried,
                true,
                "/console/onboarding",
            ),
            item(
                "line",
                "Connect a telephone line",
                "An account that carries calls, with an agent that answers there.",
                self.has_line(false),
                true,
                "/console/settings/integrations",
            ),
            item(
                "liveLine",
                "Leave the sandbox",
                "Until an account goes live, only the people of the sandbox are called.",
                self.has_line(true),
                false,
                "/console/settings/integrations",
            ),
            item(
                "escalation",
                "Name who takes over",
                "A number to which agents transfer when somebody asks for a person.",
                !config.escalation.number.is_empty(),
                false,
                "/console/settings/agents",
            ),
            item(
                "payments",
                "Take payments",
                "An account at a payment vendor, if what you offer is paid in advance.",
                takes_money,
                false,
                "/console/settings/integrations",
            ),
            item(
                "team",
                "Invite your team",
                "Somebody else who can step in.",
                self.team,
                false,
                "/console/team",
            ),
        ]
    }
}
