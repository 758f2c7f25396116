//! From the tape of a call to a file that is kept: Opus in Ogg, the caller on the left and the agent on the right.

use std::io::{self, Read, Write};

use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead};

use super::peaks::{Gauge, Peaks};
use crate::frame::{Rate, ulaw_decode};

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Samples of each side.
    pub samples: u64,
    /// What a player draws.
    pub peaks: Peaks,
}

/// Why a recording could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A file cannot be read or written.
    #[error("the recording cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// The encoder refuses.
    #[error("the recording cannot be compressed: {0}")]
    Codec(String),
}

/// Bits a second for both sides: speech of the telephone is clear at this.
const BITRATE: i32 = 24_000;

/// Compresses a tape. Needs the memory of a second of sound, however long the call was.
///
/// # Errors
/// When the tape cannot be read or the file not written.
pub fn keep<W: Write>(rate: Rate, tape: impl Read, file: W) -> Result<(W, Kept), KeepError> {
    let codec = |error: opus_pure::Error| KeepError::Codec(error.to_string());
    let hertz = rate.hertz();
    let mut encoder = OpusEncoder::new(hertz.cast_signed(), 2, Application::Voip).map_err(codec)?;
    encoder.bitrate_bps = BITRATE;
    let head = OpusHead::for_encoder(&encoder, hertz);
    let mut writer = OggOpusWriter::new(file, head).map_err(codec)?;
    let frame = rate.frame_samples();
    let (mut tape, mut bytes) = (io::BufReader::new(tape), vec![0; 2 * frame]);
    let (mut sound, mut packet) = (vec![0.0; 2 * frame], vec![0; MAX_PACKET_BYTES]);
    let (mut samples, mut gauge) = (0, Gauge::new(hertz));
    loop {
        let filled = fill(&mut tape, &mut bytes)?;
        if filled == 0 {
            break;
        }
        bytes[filled..].fill(0);
        for (pair, out) in bytes.chunks_exact(2).zip(sound.chunks_exact_mut(2)) {
            let pair = [ulaw_decode(!pair[0]), ulaw_decode(!pair[1])];
            gauge.see(pair);
            out.copy_from_slice(&pair.map(|sample| f32::from(sample) / 32_768.0));
        }
        let length = encoder.encode(&sound, frame, &mut packet).map_err(codec)?;
        writer.write_packet(&packet[..length]).map_err(codec)?;
        samples += frame as u64;
    }
    let file = writer.finish().map_err(codec)?;
    Ok((file, Kept { samples, peaks: gauge.finish() }))
}

/// Fills a buffer as far as there is something.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
