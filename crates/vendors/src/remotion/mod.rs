//! Remotion Lambda: rendering of videos.

pub mod webhook;
