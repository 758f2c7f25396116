//! What the callers of the bench say.

use std::sync::Arc;

use ringwright_sandbox::network::{Act, FRAME_MS};

use super::vendors::Vendors;
use crate::server::StartError;

/// The pause in the middle of a sentence.
pub(super) const PAUSE_MS: u32 = 400;
/// For so long a caller lets the agent speak before interrupting.
const PATIENCE_MS: u32 = 1_500;
/// No round is shorter, so that nobody runs out of words.
const SHORTEST_ROUND: u64 = 5;

/// The sound of one round: a sentence with a pause, an interruption of the answer, and a question.
pub(super) struct Script {
    /// Before and after the pause.
    pub sentence: [Arc<[u8]>; 2],
    /// What interrupts.
    pub interruption: Arc<[u8]>,
    /// What is asked without a pause.
    pub question: Arc<[u8]>,
}

impl Script {
    /// Has everything recorded.
    pub async fn load(vendors: &Vendors) -> Result<Self, StartError> {
        Ok(Self {
            sentence: [
                vendors.recorded("I would like to book a table for").await?,
                vendors.recorded("four people tomorrow evening, please.").await?,
            ],
            interruption: vendors.recorded("No, wait a moment, please.").await?,
            question: vendors.recorded("What does it cost for all of us?").await?,
        })
    }

    /// What a caller does who stays for so many seconds.
    pub fn acts(&self, seconds: u64) -> Vec<Act> {
        let round = [
            Act::Say { parts: self.sentence.to_vec(), pause: PAUSE_MS / FRAME_MS },
            Act::Cut { sound: Arc::clone(&self.interruption), after: PATIENCE_MS / FRAME_MS },
            Act::Say { parts: vec![Arc::clone(&self.question)], pause: 0 },
        ];
        let rounds = usize::try_from(seconds / SHORTEST_ROUND + 1).unwrap_or(1);
        round.iter().cycle().take(round.len() * rounds).cloned().collect()
    }
}
