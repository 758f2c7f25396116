//! What the person at the other end does, and what the telephone network makes of it.

use std::time::Duration;

use crate::dice::Dice;

/// How one call goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Callee {
    /// How long the vendor lets it wait before it rings.
    pub waits: Duration,
    /// What happens then.
    pub turn: Turn,
}

/// What happens when it rings.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// The call ends by this reason, without anybody having picked up.
    Fails {
        /// After ringing so long.
        after: Duration,
        /// Vapi's word for it.
        reason: &'static str,
    },
    /// Somebody or something picks up.
    Answers {
        /// After ringing so long.
        after: Duration,
        /// How long it talks, were there no limit.
        talks: Duration,
        /// Vapi's word for the end.
        reason: &'static str,
        /// Whether that is a conversation with a person.
        held: bool,
    },
}

impl Callee {
    /// How a call of at most `limit` goes.
    pub(crate) fn draw(dice: &Dice, limit: Duration) -> Self {
        let waits = dice.millis(200, 2_500);
        let fails = |from, to, reason| Turn::Fails { after: dice.seconds(from, to), reason };
        let answers = |talks, reason, held| Turn::Answers { after: dice.seconds(2, 30), talks, reason, held };
        let turn = match dice.below(100) {
            0..34 => answers(dice.seconds(12, 150), "customer-ended-call", true),
            34..40 => answers(dice.seconds(12, limit.as_secs().max(13)), "customer-ended-call", true),
            40..48 => answers(limit * 2, "customer-ended-call", true),
            48..53 => answers(dice.seconds(15, 200), "assistant-ended-call", true),
            53..56 => answers(dice.millis(300, 2_000), "customer-ended-call", true),
            56..65 => fails(1, 3, "customer-busy"),
            65..76 => fails(25, 60, "customer-did-not-answer"),
            76..83 => answers(dice.seconds(4, 25), "voicemail", false),
            83..87 => fails(3, 20, "call.in-progress.error-providerfault-outbound-sip-603-decline"),
            87..89 => fails(0, 1, "twilio-reported-customer-misdialed"),
            89..93 => fails(0, 2, "call.start.error-vapifault-get-transport"),
            93..96 => answers(dice.seconds(1, 8), "pipeline-error-openai-llm-failed", false),
            96..98 => answers(dice.seconds(20, 90), "pipeline-error-openai-llm-failed", true),
            _ => answers(dice.seconds(30, 40), "silence-timed-out", true),
        };
        Self { waits, turn }
    }
}
