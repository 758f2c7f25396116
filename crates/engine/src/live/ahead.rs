//! Words that are spoken before they are needed.

use std::sync::Arc;
use std::time::Duration;

use ringwright_vendors::synthesizer::SpeakOrder;
use ringwright_voice::session::{ChunkId, Input};

use super::profile::Profile;
use super::prompts::Prompts;
use super::providers::Providers;
use super::voice::Voice;

/// Speaks an agent's own words ahead, so that they are there when they are needed. Answers whether all are.
pub(super) async fn speak_ahead(
    profile: &Profile,
    providers: &Providers,
    prompts: Prompts,
    hertz: u32,
) -> bool {
    const PATIENCE: Duration = Duration::from_secs(20);
    let order = SpeakOrder { hertz, language: profile.language.clone(), voice: profile.voice.clone() };
    let words = profile.own_words();
    let synthesizers = Arc::clone(&providers.synthesizers);
    let mut voice = Voice::new(synthesizers, order, prompts.clone(), Arc::clone(&words));
    let all = async {
        prompts.fetch(words.iter().map(|text| voice.key(text)).collect()).await;
        for (chunk, text) in (1..).zip(words.iter()) {
            voice.speak(ChunkId(chunk), text);
            loop {
                match std::future::poll_fn(|context| voice.poll(context)).await {
                    Input::SpeechDone { .. } => break,
                    Input::Trouble(_) => return false,
                    _ => {}
                }
            }
        }
        true
    };
    // What is not ready in time is spoken when it is needed.
    tokio::time::timeout(PATIENCE, all).await.unwrap_or(false)
}
