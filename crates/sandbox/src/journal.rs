//! What survives a restart: an append-only file of JSON lines, where the last line of an id wins.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One line: the state of one thing, or `null` when it is gone.
#[derive(Serialize, Deserialize)]
struct Line<V> {
    /// What kind of thing.
    k: String,
    /// Its identifier.
    id: String,
    /// Its state.
    v: V,
}

/// The things a journal remembers, by kind, in the order in which they were first written.
#[derive(Default)]
pub struct Memory(HashMap<String, Vec<Value>>);

impl Memory {
    /// Takes all things of a kind. What an older version wrote and nobody can read is left out.
    pub fn take<T: for<'de> Deserialize<'de>>(&mut self, kind: &str) -> Vec<T> {
        let rows = self.0.remove(kind).unwrap_or_default();
        rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect()
    }
}

/// The journal; without a file it remembers nothing.
pub struct Journal(Option<Mutex<File>>);

impl Journal {
    /// Reads the file, writes it anew without what was superseded, and opens it for more.
    pub fn open(path: Option<&Path>) -> io::Result<(Self, Memory)> {
        let Some(path) = path else { return Ok((Self(None), Memory::default())) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let rows = read(path)?;
        let fresh = path.with_extension("compacting");
        compact(&fresh, &rows)?;
        std::fs::rename(&fresh, path)?;
        let file = private().append(true).open(path)?;
        let mut memory = Memory::default();
        for (kind, _, value) in rows {
            memory.0.entry(kind).or_default().push(value);
        }
        Ok((Self(Some(Mutex::new(file))), memory))
    }

    /// Writes the state of one thing.
    ///
    /// The line is handed to the operating system before this returns, so that killing the process loses
    /// nothing that was answered. Call it while holding the lock that guards the thing: the order of lines
    /// is then the order of changes.
    pub fn put<T: Serialize>(&self, kind: &str, id: &str, state: &T) {
        let Some(file) = &self.0 else { return };
        let line = Line { k: kind.to_owned(), id: id.to_owned(), v: state };
        let Ok(mut text) = serde_json::to_vec(&line) else { return };
        text.push(b'\n');
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(&text) {
            tracing::warn!(%error, "the sandbox could not write its journal");
        }
    }

    /// Forgets one thing.
    pub fn forget(&self, kind: &str, id: &str) {
        self.put(kind, id, &Value::Null);
    }
}

/// The journal may hold what people typed, so that only the owner may read it.
fn private() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

type Row = (String, String, Value);

fn read(path: &Path) -> io::Result<Vec<Row>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut rows: Vec<Option<Row>> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for line in BufReader::new(file).split(b'\n') {
        // A process that was killed may leave half a line at the end.
        let Ok(Line { k, id, v }) = serde_json::from_slice::<Line<Value>>(&line?) else { continue };
        let key = (k, id);
        match (places.get(&key).copied(), v.is_null()) {
            (Some(place), true) => {
                rows[place] = None;
                places.remove(&key);
            }
            (None, true) => {}
            (Some(place), false) => rows[place] = Some((key.0, key.1, v)),
            (None, false) => {
                places.insert(key.clone(), rows.len());
                rows.push(Some((key.0, key.1, v)));
            }
        }
    }
    Ok(rows.into_iter().flatten().collect())
}

fn compact(path: &Path, rows: &[Row]) -> io::Result<()> {
    let mut file = BufWriter::new(private().write(true).create(true).truncate(true).open(path)?);
    for (k, id, v) in rows {
        serde_json::to_writer(&mut file, &Line { k: k.clone(), id: id.clone(), v })?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_line_wins_and_half_a_line_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.ndjson");
        let (journal, _) = Journal::open(Some(&path)).unwrap();
        journal.put("thing", "a", &json!({"n": 1}));
        journal.put("thing", "b", &json!({"n": 2}));
        journal.put("thing", "a", &json!({"n": 3}));
        journal.forget("thing", "b");
        drop(journal);
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(b"{\"k\":\"thing\",\"id\":\"c\",\"v\":{\"n\"").unwrap();
        let (_, mut memory) = Journal::open(Some(&path)).unwrap();
        assert_eq!(memory.take::<Value>("thing"), vec![json!({"n": 3})]);
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1);
    }
}
