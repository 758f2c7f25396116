//! Formats of sound as ElevenLabs names them.

use crate::sound::codec::{Encoding, at_rate};
use crate::sound::wav::Clip;

/// How the sound is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    encoding: Encoding,
    rate: u32,
}

impl Format {
    /// The format of a query, or what is wrong with it. Without a wish it would be MP3, which is not imitated.
    pub fn read(query: &str) -> Result<Self, String> {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let name = pairs.find(|(key, _)| key == "output_format").map(|(_, value)| value.into_owned());
        let name = name.unwrap_or_else(|| "mp3_44100_128".to_owned());
        let (encoding, rate) = match name.as_str() {
            "ulaw_8000" => (Encoding::Mulaw, 8_000),
            "alaw_8000" => (Encoding::Alaw, 8_000),
            "pcm_8000" => (Encoding::Linear16, 8_000),
            "pcm_16000" => (Encoding::Linear16, 16_000),
            "pcm_22050" => (Encoding::Linear16, 22_050),
            "pcm_24000" => (Encoding::Linear16, 24_000),
            "pcm_44100" => (Encoding::Linear16, 44_100),
            "pcm_48000" => (Encoding::Linear16, 48_000),
            other => {
                return Err(format!("The sandbox cannot write {other}; ask for ulaw_8000 or pcm_16000."));
            }
        };
        Ok(Self { encoding, rate })
    }

    /// Sound in this format.
    pub fn write(self, clip: &Clip) -> Vec<u8> {
        self.encoding.write(&at_rate(&clip.samples, clip.rate, self.rate))
    }

    /// Bytes of so many milliseconds.
    pub fn bytes(self, ms: u32) -> usize {
        usize::try_from(self.rate * ms / 1_000).unwrap_or_default() * self.encoding.width()
    }

    /// Milliseconds of so many bytes.
    pub fn ms(self, bytes: usize) -> usize {
        let second = usize::try_from(self.rate).unwrap_or(1) * self.encoding.width();
        bytes * 1_000 / second.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_bytes_agree() {
        let pcm = Format::read("model_id=x&output_format=pcm_16000").unwrap();
        assert_eq!((pcm.bytes(200), pcm.ms(6_400)), (6_400, 200));
        assert_eq!(Format::read("output_format=ulaw_8000").unwrap().bytes(20), 160);
        assert!(Format::read("").unwrap_err().contains("mp3"));
    }
}
