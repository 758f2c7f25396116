//! The vendors of our own calls: who is configured, and in which order they stand in for each other.

use ringwright_engine::live::Providers;

use super::{Findings, Verdict, sandbox};
use crate::cli::ListeningArgs;
use crate::config::vendors;

/// Names who understands, speaks and thinks.
pub(super) fn vendors(findings: &mut Findings, listening: &ListeningArgs) {
    let settings = vendors::live_from_env(Some(sandbox()), listening);
    if settings.espeak.is_none() {
        let what =
            "is not on the search path: when every vendor fails, calls are mute (apt-get install espeak-ng)";
        findings.add(Verdict::Note, "espeak-ng", what);
    }
    let real = |name: &str| match name {
        "deepgram" => settings.deepgram.is_set(),
        "openai" => settings.openai.is_set(),
        "openrouter" => settings.openrouter.is_set(),
        "elevenlabs" => settings.elevenlabs.is_set(),
        _ => true,
    };
    let list = |names: Vec<&'static str>| {
        let named = |name| if real(name) { name.to_owned() } else { format!("{name} (the sandbox's)") };
        names.into_iter().map(named).collect::<Vec<_>>().join(", then ")
    };
    match Providers::of(&settings) {
        Err(error) => findings.add(Verdict::Bad, "our own voice", error),
        Ok(Providers { recognizers, synthesizers, models, .. }) => {
            let heard = list(recognizers.iter().map(|who| who.name()).collect());
            let spoken = list(synthesizers.iter().map(|who| who.name()).collect());
            let thought = list(models.iter().map(|who| who.name()).collect());
            if recognizers.len() == 1 && settings.offline_recognizer.is_some() {
                let what =
                    "is the only one who listens: it understands short answers in English, and little else";
                findings.add(Verdict::Note, "pocketsphinx", what);
            }
            for (what, who) in [("understood", heard), ("spoken", spoken), ("thought about", thought)] {
                findings.add(Verdict::Good, "our own voice", format!("{what} by {who}"));
            }
        }
    }
}
