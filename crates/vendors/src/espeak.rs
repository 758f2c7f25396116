//! espeak-ng: a synthesiser on this machine, without a network. A process of its own speaks every chunk.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::VendorError;
use crate::stream::Pieces;
use crate::synthesizer::{SpeakOrder, Speaking, Synthesizer, VoiceOffer};
use crate::utterances::Utterances;

/// Overflow rule: so many processes speak at once, the others wait for their turn.
const AT_ONCE: usize = 8;
/// A process that is silent for so long hangs. Sound comes in milliseconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// What is read at once: half a second.
const PIECE: usize = 22_050;
/// The most letters that are spoken at once.
const LONGEST_TEXT: usize = 4_000;
/// Words a minute.
const PACE: &str = "165";
/// The language that every voice of espeak-ng has.
const USUAL: &str = "en";

/// Languages that are offered by name; it knows a hundred more.
const LANGUAGES: [(&str, &str); 12] = [
    ("en", "English"),
    ("en-us", "American English"),
    ("sv", "Swedish"),
    ("nb", "Norwegian"),
    ("da", "Danish"),
    ("fi", "Finnish"),
    ("de", "German"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pt", "Portuguese"),
];

/// espeak-ng as a synthesiser.
#[derive(Debug, Clone)]
pub struct Espeak {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

impl Espeak {
    /// A synthesiser by a program.
    pub fn new(program: PathBuf) -> Self {
        Self { program, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The program, if it is on the search path.
    pub fn find() -> Option<PathBuf> {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join("espeak-ng")).find(|program| program.is_file())
    }

    async fn begin(self, voice: String, text: String) -> Result<Process, VendorError> {
        let gone = |_| VendorError::Unreachable { detail: "espeak-ng is not spoken with".to_owned() };
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(gone)?;
        let broken =
            |error: std::io::Error| VendorError::Unreachable { detail: format!("espeak-ng: {error}") };
        let mut child = Command::new(&self.program)
            .args(["--stdout", "--stdin", "-s", PACE, "-v", &voice])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(broken)?;
        // The words go another way than the arguments, which everybody on the machine can read.
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await.map_err(broken)?;
        }
        Ok(Process { child, _turn: turn })
    }
}

impl Synthesizer for Espeak {
    fn name(&self) -> &'static str {
        "espeak"
    }

    fn has_voice(&self, name: &str) -> bool {
        name.strip_prefix("espeak-").is_some_and(is_language)
    }

    fn voices(&self) -> BoxFuture<'static, Result<Vec<VoiceOffer>, VendorError>> {
        let offer = |(language, name): (&str, &str)| VoiceOffer {
            id: format!("espeak-{language}"),
            name: format!("espeak-ng, {name}"),
            language: Some(language.to_owned()),
        };
        Box::pin(std::future::ready(Ok(LANGUAGES.map(offer).to_vec())))
    }

    fn open(&self, order: &SpeakOrder) -> Box<dyn Speaking> {
        let wanted = order.voice.as_deref().and_then(|voice| voice.strip_prefix("espeak-"));
        let voice = wanted.map_or_else(|| voice_of(&order.language), str::to_owned);
        let voice = if is_language(&voice) { voice } else { USUAL.to_owned() };
        let espeak = self.clone();
        let ask = move |text: &str| {
            let text: String = text.chars().take(LONGEST_TEXT).collect();
            spoken(espeak.clone(), voice.clone(), text)
        };
        Box::new(Utterances::new(Box::new(ask), order.hertz))
    }
}

/// The voice of a language, which has its own name for some.
fn voice_of(language: &str) -> String {
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "no" => "nb".to_owned(),
        "zh" => "cmn".to_owned(),
        _ => language,
    }
}

/// Whether a name is one of a language, such as `en`, `en-gb` or `pt-br`, and nothing else.
fn is_language(name: &str) -> bool {
    (2..=12).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && !name.starts_with('-')
}

/// A process that speaks.
struct Process {
    child: Child,
    _turn: OwnedSemaphorePermit,
}

/// The sound of a text, as it is spoken.
fn spoken(espeak: Espeak, voice: String, text: String) -> Pieces {
    futures::stream::once(espeak.begin(voice, text))
        .flat_map(|begun| match begun {
            Ok(process) => futures::stream::unfold(Some(process), next).boxed(),
            Err(error) => crate::stream::failed(error),
        })
        .boxed()
}

async fn next(process: Option<Process>) -> Option<(Result<Bytes, VendorError>, Option<Process>)> {
    let mut process = process?;
    let mut piece = vec![0; PIECE];
    let stdout = process.child.stdout.as_mut()?;
    let read = match tokio::time::timeout(PATIENCE, stdout.read(&mut piece)).await {
        Err(_) => Err(VendorError::Timeout),
        Ok(Err(error)) => Err(VendorError::Unreachable { detail: format!("espeak-ng: {error}") }),
        Ok(Ok(0)) => return end(process).await.map(|error| (Err(error), None)),
        Ok(Ok(length)) => {
            piece.truncate(length);
            Ok(Bytes::from(piece))
        }
    };
    let rest = read.is_ok().then_some(process);
    Some((read, rest))
}

/// What is wrong with how a process ended.
async fn end(mut process: Process) -> Option<VendorError> {
    let status = tokio::time::timeout(PATIENCE, process.child.wait()).await;
    let well = matches!(status, Ok(Ok(status)) if status.success());
    (!well).then(|| VendorError::unreadable("espeak-ng failed; is there a voice for the language?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_a_language_and_no_option() {
        let espeak = Espeak::new("espeak-ng".into());
        for (name, known) in [
            ("espeak-en-gb", true),
            ("espeak-sv", true),
            ("espeak-", false),
            ("espeak---stdin", false),
            ("espeak-../x", false),
            ("aura-2-thalia-en", false),
        ] {
            assert_eq!(espeak.has_voice(name), known, "{name}");
        }
        assert_eq!(["de-CH", "no", "sv"].map(voice_of), ["de", "nb", "sv"]);
    }
}
