//! `ringwright webhook verify`: the answer to "why is my webhook refused?"

use std::io::Read as _;
use std::process::ExitCode;

use ringwright_vendors::{WebhookVector, judge};

use crate::server::StartError;
use crate::terminal::say;

/// The most that is read.
const MOST: u64 = 16 * 1024 * 1024;

pub(super) fn verify() -> Result<ExitCode, StartError> {
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text)?;
    let vector: WebhookVector = serde_json::from_str(&text).map_err(|error| {
        format!("standard input is no object with vendor, secret, now, raw_body and headers: {error}")
    })?;
    Ok(match judge(&vector) {
        Ok(()) => {
            say("accepted: the signature holds");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            say(format!("refused: {problem}"));
            ExitCode::FAILURE
        }
    })
}
