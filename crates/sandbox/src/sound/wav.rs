//! RIFF WAVE, as far as it is needed: one channel of 16 bits out; G.711 and 16 bits in.

use super::codec::Encoding;

/// Sound with its rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// Samples a second.
    pub rate: u32,
    /// The samples of the first channel.
    pub samples: Vec<i16>,
}

/// Writes a file.
pub fn write(clip: &Clip) -> Vec<u8> {
    let data = Encoding::Linear16.write(&clip.samples);
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX - 36);
    let mut file = Vec::with_capacity(data.len() + 44);
    file.extend(b"RIFF");
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(clip.rate.to_le_bytes());
    file.extend((clip.rate * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file
}

/// Reads a file, or answers nothing when it is none. A length of data that is not known yet (a file that is
/// still being written says so with a huge number) means all that is there.
pub fn read(file: &[u8]) -> Option<Clip> {
    let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut format = None;
    while let (Some(name), Some(length)) = (rest.get(..4), rest.get(4..8)) {
        let length = usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
        let body = rest.get(8..)?;
        let chunk = body.get(..length.min(body.len()))?;
        match name {
            b"fmt " => format = Some(Format::read(chunk)?),
            b"data" => return Some(format?.clip(chunk)),
            _ => {}
        }
        rest = body.get(length.saturating_add(length % 2)..)?;
    }
    None
}

struct Format {
    encoding: Encoding,
    channels: usize,
    rate: u32,
}

impl Format {
    fn read(chunk: &[u8]) -> Option<Self> {
        let short = |at: usize| Some(u16::from_le_bytes(chunk.get(at..at + 2)?.try_into().ok()?));
        let encoding = match (short(0)?, short(14)?) {
            (1, 16) => Encoding::Linear16,
            (6, 8) => Encoding::Alaw,
            (7, 8) => Encoding::Mulaw,
            _ => return None,
        };
        let rate = u32::from_le_bytes(chunk.get(4..8)?.try_into().ok()?);
        let channels = usize::from(short(2)?);
        (channels > 0 && (4_000..=96_000).contains(&rate)).then_some(Self { encoding, channels, rate })
    }

    fn clip(&self, data: &[u8]) -> Clip {
        let samples = self.encoding.read(data);
        Clip { rate: self.rate, samples: samples.into_iter().step_by(self.channels).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let clip = Clip { rate: 16_000, samples: vec![0, 1, -2, 32_767, -32_768] };
        let file = write(&clip);
        assert_eq!(read(&file), Some(clip));
        for end in 0..file.len() {
            // Half a file is no file, or a shorter sound; never a panic.
            assert!(read(&file[..end]).is_none_or(|clip| clip.samples.len() < 5));
        }
        assert_eq!(read(b"RIFF"), None);
        assert_eq!(read(b"ID3 is something else"), None);
    }

    #[test]
    fn of_two_channels_the_first_is_read() {
        let mut file = write(&Clip { rate: 8_000, samples: vec![5, -5, 6, -6] });
        file[22] = 2;
        assert_eq!(read(&file).unwrap().samples, [5, 6]);
    }
}
