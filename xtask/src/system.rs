//! The machine: what is on the search path, who we are, and Debian's packages as a last resort.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, process};

/// Room for all that the tests keep at one time, many times over.
const ENOUGH_KILOBYTES: u64 = 2 * 1024 * 1024;

/// A user as in `/etc/passwd`.
#[derive(Debug, PartialEq)]
pub struct User {
    /// Number of the user.
    pub uid: u32,
    /// Number of the user's main group.
    pub gid: u32,
}

/// A program of this name on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Whether we are the superuser. The standard library doesn't tell, `id` does on every system.
pub fn is_root() -> bool {
    process::answer(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

/// A user without rights, for programs that refuse to run as root.
pub fn unprivileged_user() -> Outcome<User> {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| user_in(&passwd, name))
        .ok_or_else(|| "PostgreSQL won't run as root, and there is no user `postgres` or `nobody`.".into())
}

fn user_in(passwd: &str, name: &str) -> Option<User> {
    passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        match fields[..] {
            [found, _, uid, gid, ..] if found == name => {
                Some(User { uid: uid.parse().ok()?, gid: gid.parse().ok()? })
            }
            _ => None,
        }
    })
}

/// Where the tests' files live for a moment: in memory if there is plenty of it, since the folders of real disks grow
/// slow when thousands of files come and go. Whoever sets `TMPDIR` decides for themselves.
pub fn temporary_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if env::var_os("TMPDIR").is_some() || !memory.is_dir() {
        return env::temp_dir();
    }
    let table = process::answer(Command::new("df").arg("-Pk").arg(memory)).unwrap_or_default();
    let is_roomy = kilobytes_free(&table).is_some_and(|room| room >= ENOUGH_KILOBYTES);
    if is_roomy { memory.to_path_buf() } else { env::temp_dir() }
}

/// The fourth column of what `df -P` says about one file system.
fn kilobytes_free(table: &str) -> Option<u64> {
    table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// Installs a Debian package when we may, or says what is missing.
pub fn install(package: &str, missing: &str) -> Outcome<()> {
    if !(is_root() && on_path("apt-get").is_some()) {
        return Err(format!(
            "{missing} is missing. Get it: `apt-get install {package}`, or your system's package."
        ));
    }
    println!("{missing} is missing; installing the package {package}");
    let apt = || {
        let mut command = Command::new("apt-get");
        // A fresh machine may still be busy with its own updates.
        command.args(["-o", "DPkg::Lock::Timeout=300"]);
        command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        command
    };
    process::run(apt().args(["update", "-qq"]))?;
    process::run(apt().args(["install", "-y", "-qq", package]))
}

/// Chromium for the browser tests; installed when missing and possible.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(program) = env::var_os("CHROMIUM").filter(|value| !value.is_empty()).map(PathBuf::from) {
        return if program.is_file() {
            Ok(program)
        } else {
            Err(format!("CHROMIUM names {}, which is not a file.", program.display()))
        };
    }
    let find = || {
        on_path("chromium")
            .or_else(|| on_path("chromium-browser"))
            .or_else(|| Some(PathBuf::from("/usr/bin/chromium")).filter(|program| program.is_file()))
    };
    if find().is_none() {
        install("chromium", "Chromium (looked for on PATH and in the variable CHROMIUM)")?;
    }
    find().ok_or_else(|| "Chromium was installed but is not on PATH; name it in CHROMIUM.".into())
}

/// espeak-ng, by which calls are spoken without a network; installed when missing and possible.
pub fn espeak() -> Outcome<PathBuf> {
    if on_path("espeak-ng").is_none() {
        install("espeak-ng", "espeak-ng")?;
    }
    on_path("espeak-ng").ok_or_else(|| "espeak-ng was installed but is not on PATH.".into())
}

/// pocketsphinx with its model of English, by which calls are understood without a network; installed when missing and
/// possible.
pub fn pocketsphinx() -> Outcome<PathBuf> {
    let model = Path::new("/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict");
    if on_path("pocketsphinx_batch").is_none() {
        install("pocketsphinx", "pocketsphinx (the program pocketsphinx_batch)")?;
    }
    if !model.is_file() {
        install("pocketsphinx-en-us", "pocketsphinx' model of American English")?;
    }
    on_path("pocketsphinx_batch").ok_or_else(|| "pocketsphinx was installed but is not on PATH.".into())
}

/// ffmpeg, which opens our recordings as others do; installed when missing and possible.
pub fn ffmpeg() -> Outcome<PathBuf> {
    if on_path("ffmpeg").is_none() || on_path("ffprobe").is_none() {
        install("ffmpeg", "ffmpeg (with ffprobe)")?;
    }
    on_path("ffmpeg").ok_or_else(|| "ffmpeg was installed but is not on PATH.".into())
}

/// The folder with `initdb`, `pg_ctl` and `postgres`; PostgreSQL is installed when missing and possible.
pub fn postgres_programs() -> Outcome<PathBuf> {
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    install("postgresql", "PostgreSQL's server (initdb, pg_ctl, postgres)")?;
    find_postgres().ok_or_else(|| "PostgreSQL was installed but its programs were not found.".into())
}

/// Looks on the search path, asks `pg_config`, then tries Debian's folders, the newest version first.
fn find_postgres() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
    };
    let from_path = || on_path("initdb").and_then(|program| program.parent().map(Path::to_path_buf));
    let from_config = || {
        let config = on_path("pg_config")?;
        let said = process::answer(Command::new(config).arg("--bindir")).ok()?;
        Some(PathBuf::from(said.trim()))
    };
    from_path().filter(complete).or_else(|| from_config().filter(complete)).or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let folders = versions.flatten().map(|version| version.path().join("bin")).filter(complete);
        folders.max_by_key(|folder| version_of(folder))
    })
}

/// The number in `/usr/lib/postgresql/15/bin`, so that 9 is not newer than 15.
fn version_of(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read_from_passwd() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:PostgreSQL,,,:/var:/bin/bash\n";
        assert_eq!(user_in(passwd, "postgres"), Some(User { uid: 101, gid: 104 }));
        assert_eq!(user_in(passwd, "post"), None);
    }

    #[test]
    fn free_room_is_read_from_df() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
            tmpfs 24684084 24104 24659980 1% /dev/shm\n";
        assert_eq!(kilobytes_free(table), Some(24_659_980));
        assert_eq!(kilobytes_free("df: /dev/shm: No such file or directory\n"), None);
    }

    #[test]
    fn fifteen_is_newer_than_nine() {
        let number = |path: &str| version_of(Path::new(path));
        assert!(number("/usr/lib/postgresql/15/bin") > number("/usr/lib/postgresql/9.6/bin"));
    }
}
