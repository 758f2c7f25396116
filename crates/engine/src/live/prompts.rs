//! Phrases that were spoken before: in memory for every call, and on the disk for the next start.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ringwright_voice::session::Sound;
use sha2::{Digest as _, Sha256};

/// What a spoken phrase is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PromptKey {
    pub(super) vendor: &'static str,
    pub(super) voice: String,
    pub(super) hertz: u32,
    pub(super) text: String,
}

impl PromptKey {
    /// The name of its file, which tells nothing of its words.
    fn file(&self) -> String {
        let mut hash = Sha256::new();
        for part in
            [self.vendor.as_bytes(), self.voice.as_bytes(), &self.hertz.to_le_bytes(), self.text.as_bytes()]
        {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}.ulaw")
    }
}

/// Phrases that were spoken before, shared by all calls. Only what an agent says by itself is kept: never a word that
/// was written for one caller.
#[derive(Clone, Default)]
pub(super) struct Prompts {
    kept: Arc<Mutex<Kept>>,
    shelf: Option<Arc<Shelf>>,
}

#[derive(Default)]
struct Kept {
    sounds: HashMap<PromptKey, Sound>,
    order: VecDeque<PromptKey>,
    bytes: usize,
}

/// Overflow rule: of more sound than this in memory the oldest goes.
const MOST_KEPT: usize = 32 << 20;
/// Overflow rule: of more sound than this on the disk the oldest goes.
const MOST_ON_DISK: u64 = 128 << 20;
/// No phrase is longer; ten minutes of the telephone.
const LONGEST: u64 = 600 * 8_000;

impl Prompts {
    /// Phrases that are also kept in a folder.
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { shelf: Some(Arc::new(Shelf { folder, tidying: Mutex::new(()) })), ..Self::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &PromptKey) -> Option<Sound> {
        self.kept().sounds.get(key).cloned()
    }

    /// Brings phrases from the disk into memory.
    pub(super) async fn fetch(&self, keys: Vec<PromptKey>) {
        let Some(shelf) = self.shelf.clone() else { return };
        let missing: Vec<PromptKey> = keys.into_iter().filter(|key| self.get(key).is_none()).collect();
        let read = move || {
            let found = |key: PromptKey| shelf.read(&key).map(|sound| (key, sound));
            missing.into_iter().filter_map(found).collect::<Vec<_>>()
        };
        for (key, sound) in tokio::task::spawn_blocking(read).await.unwrap_or_default() {
            self.keep(key, Sound::from_ulaw(&sound));
        }
    }

    /// Keeps a phrase that was spoken. The disk is written beside the call.
    pub(super) fn put(&self, key: PromptKey, sound: &[u8]) {
        if let Some(shelf) = self.shelf.clone() {
            let (key, sound) = (key.clone(), sound.to_vec());
            tokio::task::spawn_blocking(move || {
                if let Err(error) = shelf.write(&key, &sound) {
                    tracing::warn!(%error, "a spoken phrase could not be kept on the disk");
                }
            });
        }
        self.keep(key, Sound::from_ulaw(sound));
    }

    fn keep(&self, key: PromptKey, sound: Sound) {
        let mut kept = self.kept();
        let more = sound.bytes().len();
        if kept.sounds.insert(key.clone(), sound).is_none() {
            kept.bytes += more;
            kept.order.push_back(key);
        }
        while kept.bytes > MOST_KEPT {
            let Some(oldest) = kept.order.pop_front() else { break };
            if let Some(gone) = kept.sounds.remove(&oldest) {
                kept.bytes = kept.bytes.saturating_sub(gone.bytes().len());
            }
        }
    }
}

/// The folder of spoken phrases.
struct Shelf {
    folder: PathBuf,
    /// One tidies at a time.
    tidying: Mutex<()>,
}

impl Shelf {
    fn read(&self, key: &PromptKey) -> Option<Vec<u8>> {
        let path = self.folder.join(key.file());
        let length = fs::metadata(&path).ok()?.len();
        if length == 0 || length > LONGEST {
            return None;
        }
        fs::read(path).ok()
    }

    fn write(&self, key: &PromptKey, sound: &[u8]) -> io::Result<()> {
        let _one = self.tidying.lock().unwrap_or_else(PoisonError::into_inner);
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(key.file());
        // Nobody reads half of it, also after a crash.
        let part = path.with_extension("part");
        fs::write(&part, sound)?;
        fs::rename(&part, &path)?;
        tidy(&self.folder, MOST_ON_DISK)
    }
}

/// Deletes the oldest files until all have `most` bytes at most.
fn tidy(folder: &Path, most: u64) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let (path, about) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?)))?;
        files.push((about.modified()?, path, about.len()));
    }
    let mut bytes: u64 = files.iter().map(|(_, _, length)| length).sum();
    files.sort();
    for (_, path, length) in files {
        if bytes <= most {
            break;
        }
        fs::remove_file(path)?;
        bytes -= length;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> PromptKey {
        PromptKey { vendor: "deepgram", voice: "en".into(), hertz: 8_000, text: text.into() }
    }

    #[tokio::test]
    async fn what_was_spoken_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf { folder: folder.path().join("prompts"), tidying: Mutex::new(()) };
        shelf.write(&key("Hello."), &[0x2a; 800]).unwrap();
        let prompts = Prompts::in_folder(folder.path().join("prompts"));
        assert!(prompts.get(&key("Hello.")).is_none());
        prompts.fetch(vec![key("Hello."), key("Goodbye.")]).await;
        assert_eq!(prompts.get(&key("Hello.")).unwrap().bytes().len(), 800);
        assert!(prompts.get(&key("Goodbye.")).is_none());
    }

    #[test]
    fn another_voice_rate_or_vendor_is_another_phrase() {
        let one = key("Hello.");
        let others = [
            key("Hello"),
            PromptKey { vendor: "openai", ..one.clone() },
            PromptKey { voice: "enH".into(), text: "ello.".into(), ..one.clone() },
            PromptKey { hertz: 16_000, ..one.clone() },
        ];
        assert!(others.iter().all(|other| other.file() != one.file()));
        assert_eq!(one.file(), key("Hello.").file());
    }

    #[test]
    fn the_disk_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..10 {
            fs::write(folder.path().join(format!("{n}")), [0; 100]).unwrap();
        }
        tidy(folder.path(), 450).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }
}
