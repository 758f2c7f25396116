//! Agents that speak with our own voice, without a vendor's.

use ringwright_domain::FailureCode;
use ringwright_domain::agent::Script;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, AgentId, OrgId};
use ringwright_store::{AgentDraft, Mode, NewAccount, NewAgent, OrgTx};

use crate::account::rules;
use crate::business::{sound, told};
use crate::{Engine, Error, Result};

/// The vendor of the account of our own voice, whose calls come to our own sockets.
pub(crate) const OWN: &str = "voice";
/// Calls that the account may hold at once.
const OWN_LINES: u32 = 1_000;

impl Engine {
    /// Adds an agent that speaks with our own voice, with a first draft of what it says.
    ///
    /// # Errors
    /// When fields are wrong.
    pub async fn create_own_agent(
        &self,
        org: &OrgId,
        by: &Actor,
        name: &str,
        script: Script,
    ) -> Result<AgentId> {
        let mut problems = told(script.faults());
        problems.extend(self.address_problems(&script));
        let name = rules::name(&mut problems, name);
        sound(problems)?;
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let id = self.add_own_agent(&mut tx, by, &name).await?;
        self.ensure_tool_secret(&mut tx, &script).await?;
        tx.put_draft(&id, &AgentDraft { script, at: now, by: by.name.clone() }).await?;
        tx.commit(now).await?;
        Ok(id)
    }

    /// Adds an agent of our own voice within a transaction that has locked no rows yet.
    pub(crate) async fn add_own_agent(&self, tx: &mut OrgTx, by: &Actor, name: &str) -> Result<AgentId> {
        let now = self.now();
        tx.lock_lines().await?;
        let known = tx.accounts().await?.into_iter().find(|account| account.vendor == OWN);
        let account = match known {
            Some(account) => account.id,
            None => {
                let account = NewAccount {
                    id: AccountId::new(now, self.chance()),
                    vendor: OWN.to_owned(),
                    name: "Our own voice".to_owned(),
                    mode: Mode::Sandbox,
                    lines: OWN_LINES,
                    priority: 0,
                };
                tx.insert_account(&account, now).await?;
                let made =
                    tx.account(&account.id).await?.ok_or(Error::refused(FailureCode::AccountNotFound))?;
                self.note_new_account(tx, by, &made).await?;
                made.id
            }
        };
        let agent = NewAgent {
            id: AgentId::new(now, self.chance()),
            account,
            name: name.to_owned(),
            persona: "own_voice".to_owned(),
            assistant_ref: "own".to_owned(),
            number_ref: "none".to_owned(),
            lines: OWN_LINES,
            priority: 0,
            active: true,
        };
        self.add_agent(tx, by, &agent).await?;
        Ok(agent.id)
    }
}
