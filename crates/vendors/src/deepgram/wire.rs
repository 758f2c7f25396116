//! Deepgram's messages as it sends them (its AsyncAPI document, 2026-07-22).

use std::borrow::Cow;

use serde::Deserialize;

/// A message of `/v1/listen`.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum ListenMessage<'a> {
    #[serde(borrow)]
    Results(Results<'a>),
    #[serde(borrow)]
    Error(Failure<'a>),
    #[serde(other)]
    Other,
}

/// Words.
#[derive(Deserialize)]
pub(super) struct Results<'a> {
    pub(super) start: f64,
    pub(super) duration: f64,
    #[serde(default)]
    pub(super) is_final: bool,
    #[serde(default)]
    pub(super) speech_final: bool,
    #[serde(borrow)]
    pub(super) channel: Channel<'a>,
}

#[derive(Deserialize)]
pub(super) struct Channel<'a> {
    #[serde(borrow, default)]
    pub(super) alternatives: Vec<Alternative<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Alternative<'a> {
    #[serde(borrow, default)]
    pub(super) transcript: Cow<'a, str>,
    #[serde(default)]
    pub(super) words: Vec<Word>,
}

/// Only where it begins is of interest.
#[derive(Deserialize)]
pub(super) struct Word {
    #[serde(default)]
    pub(super) start: f64,
}

/// A message of `/v1/speak`; sound comes as binary messages.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum SpeakMessage<'a> {
    Flushed,
    Cleared,
    #[serde(borrow)]
    Warning(Failure<'a>),
    #[serde(borrow)]
    Error(Failure<'a>),
    #[serde(other)]
    Other,
}

/// Why something did not work.
#[derive(Deserialize)]
pub(super) struct Failure<'a> {
    #[serde(borrow, default)]
    pub(super) description: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) code: Cow<'a, str>,
}

/// The command of a type, with nothing else in it.
macro_rules! command {
    ($name:literal) => {
        concat!("{\"type\":\"", $name, "\"}")
    };
}
pub(super) use command;
