//! The recogniser on this machine, for who has no vendor of one.

use std::sync::Arc;

use ringwright_vendors::recognizer::Recognizer;

use crate::{Error, Result};

/// A recogniser by its name (`RINGWRIGHT_OFFLINE_RECOGNIZER`).
///
/// # Errors
/// When there is none of this name, this program was built without it, or it is not installed.
pub(super) fn recognizer(name: &str) -> Result<Arc<dyn Recognizer>> {
    match name {
        "pocketsphinx" => pocketsphinx(),
        _ => Err(Error::Broken(format!("there is no offline recogniser `{name}`; pocketsphinx is one"))),
    }
}

#[cfg(feature = "pocketsphinx")]
fn pocketsphinx() -> Result<Arc<dyn Recognizer>> {
    let found = ringwright_vendors::PocketSphinx::find();
    let found = found.map_err(|missing| Error::Broken(format!("the offline recogniser: {missing}")))?;
    Ok(Arc::new(found))
}

#[cfg(not(feature = "pocketsphinx"))]
fn pocketsphinx() -> Result<Arc<dyn Recognizer>> {
    let why = "the offline recogniser: this program was built without the feature `pocketsphinx` \
               (cargo build --release --features pocketsphinx)";
    Err(Error::Broken(why.to_owned()))
}
