//! An archive of a month: one event a line as JSON, compressed with gzip, and a manifest beside it.
//!
//! The file has its name only when it is on the disk, whole, and was read again.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use ringwright_domain::{Instant, Month};
use ringwright_store::ArchivedEvent;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::server::StartError;

/// What is known of an archive; written beside it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// `YYYY-MM`.
    pub month: String,
    /// The name of the file.
    pub file: String,
    /// Events in it, one a line.
    pub rows: u64,
    /// The size of the file.
    pub bytes: u64,
    /// Of the file as it is, compressed.
    pub sha256: String,
    /// When it was written.
    pub written_at: String,
}

/// An archive that is being written.
pub(super) struct Archive {
    folder: PathBuf,
    month: Month,
    /// Its name without what is behind the dot.
    stem: String,
    partial: PathBuf,
    out: GzEncoder<BufWriter<File>>,
    rows: u64,
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> StartError {
    format!("{}: {error}; choose another folder with --out", path.display()).into()
}

impl Archive {
    /// Begins an archive in a folder, which is made if missing. An earlier archive of the same month stays.
    pub fn begin(folder: &Path, month: Month) -> Result<Self, StartError> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let stem = free_name(folder, month);
        let partial = folder.join(format!("{stem}.ndjson.gz.partial"));
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&partial).map_err(|error| failed(&partial, &error))?;
        let out = GzEncoder::new(BufWriter::new(file), Compression::default());
        Ok(Self { folder: folder.to_owned(), month, stem, partial, out, rows: 0 })
    }

    /// Writes an event.
    pub fn add(&mut self, event: &ArchivedEvent) -> Result<(), StartError> {
        serde_json::to_writer(&mut self.out, event)?;
        self.out.write_all(b"\n").map_err(|error| failed(&self.partial, &error))?;
        self.rows += 1;
        Ok(())
    }

    /// Puts it on the disk, reads it again, names it, and writes its manifest.
    pub fn finish(self, now: Instant) -> Result<Manifest, StartError> {
        let Self { folder, month, stem, partial, out, rows } = self;
        let write = || {
            let file = out.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()
        };
        write().map_err(|error| failed(&partial, &error))?;
        let (lines, bytes, sha256) = read_again(&partial).map_err(|error| failed(&partial, &error))?;
        if lines != rows {
            return Err(format!("{} holds {lines} events instead of {rows}", partial.display()).into());
        }
        let name = format!("{stem}.ndjson.gz");
        let manifest = Manifest {
            month: month.to_string(),
            file: name,
            rows,
            bytes,
            sha256,
            written_at: now.to_string(),
        };
        let place = || {
            let beside = folder.join(format!("{stem}.json"));
            let mut file = File::create(&beside)?;
            file.write_all((serde_json::to_string_pretty(&manifest)? + "\n").as_bytes())?;
            file.sync_all()?;
            fs::rename(&partial, folder.join(&manifest.file))?;
            // The names are on the disk as well.
            File::open(&folder)?.sync_all()
        };
        place().map_err(|error: std::io::Error| failed(&folder, &error))?;
        Ok(manifest)
    }
}

/// `events-2026-05`, or `events-2026-05.2` beside an earlier one.
fn free_name(folder: &Path, month: Month) -> String {
    let names = std::iter::once(format!("events-{month}"))
        .chain((2_u32..).map(|number| format!("events-{month}.{number}")));
    let taken =
        |name: &String| ["ndjson.gz", "json"].iter().any(|end| folder.join(format!("{name}.{end}")).exists());
    names.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// Lines, size and checksum of a file as it lies on the disk.
fn read_again(path: &Path) -> std::io::Result<(u64, u64, String)> {
    let mut file = BufReader::new(File::open(path)?);
    let mut hash = Sha256::new();
    let (mut bytes, mut buffer) = (0, [0; 65_536]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    let mut lines = BufReader::new(MultiGzDecoder::new(BufReader::new(File::open(path)?)));
    let (mut count, mut line) = (0, Vec::new());
    while lines.read_until(b'\n', &mut line)? > 0 {
        count += u64::from(line.ends_with(b"}\n"));
        line.clear();
    }
    Ok((count, bytes, hex::encode(hash.finalize())))
}
