//! What is noted of a call while it is held. Nothing here is waited for.

use ringwright_vendors::language_model::Tokens;
use ringwright_voice::session::{Incident, Measure, Part};

/// What is noted of a call.
#[derive(Debug, Default)]
pub(super) struct Notes {
    incidents: u32,
}

impl Notes {
    /// How long something took.
    pub(super) fn measure(&mut self, measure: &Measure) {
        match measure {
            Measure::Turn(turn) => {
                let seconds = turn.voice_to_voice.get().as_secs_f64();
                metrics::histogram!("ringwright_live_voice_to_voice_seconds").record(seconds);
            }
            Measure::BargeIn { after } => {
                metrics::histogram!("ringwright_live_barge_in_seconds").record(after.get().as_secs_f64());
            }
        }
    }

    /// Something that should not happen did.
    pub(super) fn incident(&mut self, incident: Incident) {
        self.incidents += 1;
        metrics::counter!("ringwright_live_incidents_total", "incident" => name(incident)).increment(1);
        tracing::info!(incident = name(incident), "an incident in a live call");
    }

    /// Another vendor has taken over.
    pub(super) fn switched(&mut self, part: Part, from: &'static str, to: &'static str) {
        tracing::warn!(?part, from, to, "another vendor takes over in a live call");
    }

    /// Sound of the caller that was left out, because it came faster than sound is.
    pub(super) fn frames_dropped(&mut self, frames: u64) {
        if frames > 0 {
            metrics::counter!("ringwright_live_frames_dropped_total").increment(frames);
            tracing::warn!(frames, "a line brought more sound than time");
        }
    }

    /// What the vendors were asked for.
    pub(super) fn used(&mut self, tokens: Tokens, letters: u64) {
        metrics::counter!("ringwright_live_tokens_total", "kind" => "prompt").increment(tokens.prompt.into());
        metrics::counter!("ringwright_live_tokens_total", "kind" => "completion")
            .increment(tokens.completion.into());
        metrics::counter!("ringwright_live_letters_total").increment(letters);
    }

    /// How many incidents there were.
    pub(super) const fn incidents(&self) -> u32 {
        self.incidents
    }
}

/// The name of an incident in figures and events.
pub(super) const fn name(incident: Incident) -> &'static str {
    match incident {
        Incident::DeadAir { .. } => "dead_air",
        Incident::NoFirstToken => "no_first_token",
        Incident::ReplyBroken => "reply_broken",
        Incident::EmptyReply => "empty_reply",
        Incident::NoFirstAudio => "no_first_audio",
        Incident::RecogniserDeaf => "recogniser_deaf",
        Incident::VendorTrouble { part: Part::Recogniser } => "recogniser_trouble",
        Incident::VendorTrouble { part: Part::Model } => "model_trouble",
        Incident::VendorTrouble { part: Part::Synthesiser } => "synthesiser_trouble",
        Incident::ReplyGivenUp => "reply_given_up",
        Incident::ToolGivenUp => "tool_given_up",
        Incident::SocketLost => "socket_lost",
        Incident::NoiseTooLong => "noise_too_long",
        Incident::Overflow => "overflow",
    }
}
