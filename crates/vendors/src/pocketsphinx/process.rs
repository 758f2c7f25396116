//! One process for one utterance.

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use crate::VendorError;

/// A process that takes longer hangs. Answers come in a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 8_192;
/// The most words of an answer; of mere sounds there are some 15 a second.
const MOST_WORDS: usize = 600;
/// What the program calls its standard input, below the root of the file system.
const INPUT: &str = "dev/stdin";
/// How far it looks for better paths. Wider than usual, because every word is made a little unlikely.
const BEAMS: [&str; 6] = ["-beam", "1e-80", "-pbeam", "1e-80", "-wbeam", "1e-60"];

/// A grammar and its words, as files.
pub(super) struct Rules {
    folder: TempDir,
    penalty: &'static str,
}

impl Rules {
    /// Writes them down.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub(super) fn write(grammar: &str, words: &str, penalty: &'static str) -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ringwright-rules-").tempdir()?;
        std::fs::write(folder.path().join("grammar"), grammar)?;
        std::fs::write(folder.path().join("words"), words)?;
        std::fs::write(folder.path().join("list"), format!("{INPUT}\n"))?;
        Ok(Self { folder, penalty })
    }
}

/// A file without a name, to be read from its beginning. What a caller said is gone from the disk when it is closed,
/// whatever happens; a pipe would not do, since loudness is evened out over the whole utterance.
///
/// # Errors
/// When the disk does not take it.
pub(super) fn unnamed_file(bytes: &[u8]) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

/// What an utterance came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The words.
    pub(super) words: String,
    /// How likely they are with this sound, as a logarithm; the longer the sound, the smaller.
    pub(super) score: i64,
}

/// The words of a file of 16-bit samples at 16 kHz.
///
/// # Errors
/// When the program cannot be started, hangs, fails, or answers what cannot be words.
pub(super) async fn run(
    program: &Path,
    model: &Path,
    rules: &Rules,
    sound: File,
) -> Result<Found, VendorError> {
    let broken =
        |error: std::io::Error| VendorError::Unreachable { detail: format!("pocketsphinx: {error}") };
    let file = |name| rules.folder.path().join(name);
    let mut child = Command::new(program)
        .arg("-hmm")
        .arg(model)
        .arg("-dict")
        .arg(file("words"))
        .arg("-jsgf")
        .arg(file("grammar"))
        .arg("-ctl")
        .arg(file("list"))
        .args(["-adcin", "yes", "-cepdir", "/", "-cepext", "", "-hyp", "/dev/stdout"])
        .args(["-logfn", "/dev/null", "-wip", rules.penalty])
        .args(BEAMS)
        .env_clear()
        .stdin(Stdio::from(sound))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(broken)?;
    let answer = async {
        let mut answer = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout.take(LONGEST_ANSWER).read_to_end(&mut answer).await.map_err(broken)?;
        }
        let status = child.wait().await.map_err(broken)?;
        if status.success() { read(&answer) } else { Err(failed()) }
    };
    tokio::time::timeout(PATIENCE, answer).await.map_err(|_| VendorError::Timeout)?
}

fn failed() -> VendorError {
    VendorError::unreadable("pocketsphinx failed; are its model and this version of it a pair?")
}

/// The words of an answer such as `two oh two (dev/stdin -7641)`; none if nothing fitted.
fn read(answer: &[u8]) -> Result<Found, VendorError> {
    let strange = || VendorError::unreadable("an answer of pocketsphinx");
    let text = std::str::from_utf8(answer).map_err(|_| strange())?;
    let (words, rest) = text.trim_end().rsplit_once('(').ok_or_else(strange)?;
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    let score = rest.strip_prefix(INPUT).and_then(|rest| rest.strip_suffix(')')?.trim().parse().ok());
    let sound = words.len() <= MOST_WORDS && words.iter().all(|word| is_word(word));
    let score = score.filter(|_| sound).ok_or_else(strange)?;
    Ok(Found { words: words.join(" "), score })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_words_and_nothing_else() {
        let found = |words: &str, score| Found { words: words.to_owned(), score };
        let spoken = read(b"that's two oh two (dev/stdin -7641)\n").unwrap();
        assert_eq!(spoken, found("that's two oh two", -7_641));
        assert_eq!(read(b"(dev/stdin 0)\n").unwrap(), found("", 0));
        let long = format!("{}(dev/stdin -1)", "no ".repeat(MOST_WORDS + 1));
        for nonsense in [
            &b""[..],
            b"yes",
            b"yes (",
            b"y\xff (dev/stdin -1)",
            b"<s> (dev/stdin -1)",
            b"Yes (dev/stdin 1)",
            b"yes\0 (dev/stdin 1)",
            long.as_bytes(),
        ] {
            assert!(read(nonsense).is_err(), "{nonsense:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_answer_breaks_the_reader(answer: Vec<u8>, honest: bool) {
            let answer = if honest { [&answer[..], b" (dev/stdin -1)\n"].concat() } else { answer };
            if let Ok(Found { words, .. }) = read(&answer) {
                proptest::prop_assert!(words.len() <= answer.len() && words.is_ascii());
            }
        }
    }

    #[tokio::test]
    async fn a_program_that_fails_or_is_not_there_is_an_error() {
        let rules = Rules::write("", "", "1").unwrap();
        for program in ["/nowhere/pocketsphinx_batch", "/bin/false", "/bin/true"] {
            let sound = unnamed_file(&[0; 320]).unwrap();
            let answer = run(Path::new(program), Path::new("/nowhere"), &rules, sound).await;
            assert!(answer.is_err(), "{program}");
        }
    }
}
