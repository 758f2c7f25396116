//! Recordings of calls: kept as small files, heard by whoever may, deleted when their time is over or somebody says so.

mod delete;
mod find;
mod folder;
mod keep;

pub use find::RecordingView;
pub use folder::Folder;
