//! Whom an agent can be told to think and to speak with: who holds its calls decides.

use ringwright_domain::agent::Script;
use ringwright_vendors::vapi;

use super::OWN;
use crate::FieldProblem;

/// Whom an agent can be told to think and to speak with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    /// Whose models.
    pub models: Vec<&'static str>,
    /// Whose voices, where those must be named with a voice; none where a voice is known by its id.
    pub voices: Vec<&'static str>,
}

impl Offer {
    /// The offer to agents of a vendor's account. In our own calls those think that this installation has set up:
    /// `own`.
    pub(super) fn of(vendor: &str, own: &[&'static str]) -> Self {
        match vendor {
            OWN => Self { models: own.to_vec(), voices: Vec::new() },
            "vapi" => Self { models: vapi::MODEL_PROVIDERS.into(), voices: vapi::VOICE_PROVIDERS.into() },
            // Which of their models thinks is set with their agents.
            "retell" => Self { models: Vec::new(), voices: vec!["retell"] },
            "elevenlabs" => Self { models: Vec::new(), voices: vec!["elevenlabs"] },
            _ => Self::default(),
        }
    }

    /// What of a script's choices is not on offer.
    pub(super) fn problems(&self, vendor: &str, script: &Script) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut note = |field: &'static str, code: &'static str, message: String| {
            problems.push(FieldProblem::new(field, code, message));
        };
        let (provider, model) = (script.provider.as_str(), script.model.as_str());
        if !provider.is_empty() && !self.models.contains(&provider) {
            note("provider", "not_offered", on_offer(&self.models));
        } else if vendor != OWN && provider.is_empty() != model.is_empty() {
            let field = if provider.is_empty() { "provider" } else { "model" };
            note(field, "required", "name both the model and whose it is, or neither".to_owned());
        }
        let (whose, voice) = (script.voice.provider.as_str(), script.voice.voice_id.as_str());
        if vendor != OWN && whose.is_empty() != voice.is_empty() {
            let field = if whose.is_empty() { "voice.provider" } else { "voice.voiceId" };
            note(field, "required", "name both the voice and whose it is, or neither".to_owned());
        } else if vendor != OWN && !whose.is_empty() && !self.voices.contains(&whose) {
            note("voice.provider", "not_offered", on_offer(&self.voices));
        }
        if vendor != OWN && !script.tools.is_empty() {
            let message = "whoever holds the call has the tools: set them up there";
            note("tools", "not_offered", message.to_owned());
        }
        problems
    }
}

fn on_offer(names: &[&str]) -> String {
    if names.is_empty() {
        return "leave it empty: whoever holds the call decides".to_owned();
    }
    format!("choose one of {}, or leave it empty", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::business::VoiceChoice;

    fn fields(vendor: &str, script: &Script) -> Vec<String> {
        let problems = Offer::of(vendor, &["openai", "openrouter"]).problems(vendor, script);
        problems.into_iter().map(|problem| problem.field.to_string()).collect()
    }

    fn thinks(provider: &str, model: &str) -> Script {
        Script { provider: provider.into(), model: model.into(), ..Script::default() }
    }

    fn speaks(provider: &str, voice: &str) -> Script {
        let voice =
            VoiceChoice { provider: provider.into(), voice_id: voice.into(), ..VoiceChoice::default() };
        Script { voice, ..Script::default() }
    }

    #[test]
    fn our_own_calls_are_thought_by_who_is_set_up() {
        for (script, wrong) in [
            (thinks("", ""), None),
            (thinks("", "gpt-5"), None),
            (thinks("openrouter", ""), None),
            (thinks("anthropic", "m"), Some("provider")),
            (speaks("", "asteria"), None),
            (speaks("deepgram", "asteria"), None),
        ] {
            assert_eq!(fields(OWN, &script), wrong.into_iter().collect::<Vec<_>>(), "{script:?}");
        }
    }

    #[test]
    fn a_vendors_agent_is_told_whose_model_and_voice_it_is() {
        for (script, wrong) in [
            (thinks("", ""), None),
            (thinks("anthropic", "m"), None),
            (thinks("", "m"), Some("provider")),
            (thinks("openai", ""), Some("model")),
            (thinks("deepmind", "m"), Some("provider")),
            (speaks("11labs", "astrid"), None),
            (speaks("", "astrid"), Some("voice.provider")),
            (speaks("11labs", ""), Some("voice.voiceId")),
            (speaks("espeak", "sv"), Some("voice.provider")),
        ] {
            assert_eq!(fields("vapi", &script), wrong.into_iter().collect::<Vec<_>>(), "{script:?}");
        }
        let tools = vec![ringwright_domain::agent::Tool::default()];
        let with_tools = Script { tools, ..Script::default() };
        assert_eq!(fields("vapi", &with_tools), ["tools"]);
        assert!(fields(OWN, &with_tools).is_empty());
        assert_eq!(fields("elsewhere", &thinks("openai", "m")), ["provider"]);
        assert_eq!(fields("retell", &thinks("openai", "m")), ["provider"]);
        assert!(fields("retell", &speaks("retell", "astrid")).is_empty());
        assert!(fields("elevenlabs", &speaks("elevenlabs", "astrid")).is_empty());
    }
}
