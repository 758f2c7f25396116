//! Agents: personas at vendor accounts or with our own voice, and the scripts that they hold calls by.

mod change;
mod offer;
mod own;
mod script;
mod speak;
mod tool;

pub use change::{AgentChange, AgentForm};
pub use offer::Offer;
pub(crate) use own::OWN;
pub use script::{AgentScripts, ListedAgent, Side};
pub(crate) use speak::{profile_of, words_of};
pub(crate) use tool::Asking;
pub use tool::{ToolBrought, ToolOutcome, ToolSecret};

use ringwright_domain::FailureCode;
use ringwright_domain::ids::{AgentId, OrgId};
use ringwright_store::Agent;

use crate::{Engine, Error, Result};

/// An agent, with what is known of it now.
#[derive(Debug, Clone)]
pub struct AgentView {
    /// The agent.
    pub agent: Agent,
    /// The name of its account.
    pub account_name: String,
    /// Calls that it holds.
    pub live: u32,
}

impl Engine {
    /// All agents, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agents(&self, org: &OrgId) -> Result<Vec<AgentView>> {
        let mut tx = self.org(org).read().await?;
        let (accounts, lines) = (tx.accounts().await?, tx.lines(self.now()).await?);
        let agents = tx.agents().await?.into_iter();
        let view = |agent: Agent| {
            let account = accounts.iter().find(|account| account.id == agent.account);
            let line = lines.iter().find(|line| line.agent == agent.id);
            AgentView {
                account_name: account.map(|account| account.name.clone()).unwrap_or_default(),
                live: line.map_or(0, |line| line.agent_live),
                agent,
            }
        };
        Ok(agents.map(view).collect())
    }

    /// One agent.
    ///
    /// # Errors
    /// When there is no such agent.
    pub async fn agent(&self, org: &OrgId, id: &AgentId) -> Result<AgentView> {
        let found = self.agents(org).await?.into_iter().find(|view| view.agent.id == *id);
        found.ok_or(Error::refused(FailureCode::AgentNotFound))
    }
}
