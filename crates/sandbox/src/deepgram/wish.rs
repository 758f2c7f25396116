//! What a client asks for in the query of `/v1/listen`.

use url::form_urlencoded;

use crate::sound::codec::Encoding;

/// Without a wish, speech is over after so many milliseconds of silence.
const ENDPOINTING_MS: u64 = 10;
/// Rates that sound may have: whole multiples of a telephone line's.
const RATES: [u32; 5] = [8_000, 16_000, 24_000, 32_000, 48_000];

/// What a client of live transcription wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How the sound is written.
    pub encoding: Encoding,
    /// Samples a second.
    pub rate: u32,
    /// Whether results are told that may still change.
    pub interim: bool,
    /// Milliseconds of silence after which speech is over; nothing for never.
    pub endpointing: Option<u64>,
    /// Milliseconds after the last word after which its end is told.
    pub utterance_end: Option<u64>,
    /// Whether the begin of speech is told.
    pub vad_events: bool,
    /// Whether transcripts have punctuation and capital letters.
    pub punctuate: bool,
    /// The model.
    pub model: String,
}

impl Wish {
    /// Reads a query, or says what is wrong with it.
    pub fn read(query: &str) -> Result<Self, String> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let truth = |name: &str| match value(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(format!("{name} must be true or false, not {other:?}")),
        };
        let number = |name: &str, text: &str| {
            text.parse::<u64>().map_err(|_| format!("{name} must be a whole number, not {text:?}"))
        };
        let encoding = value("encoding").ok_or("encoding is required for raw audio")?;
        let encoding =
            Encoding::named(encoding).ok_or_else(|| format!("encoding {encoding:?} is not imitated"))?;
        let rate = value("sample_rate").ok_or("sample_rate is required for raw audio")?;
        let rate = RATES.into_iter().find(|known| known.to_string() == rate);
        if value("channels").is_some_and(|channels| channels != "1") || truth("multichannel")? {
            return Err("only one channel is imitated".to_owned());
        }
        let interim = truth("interim_results")?;
        let utterance_end = value("utterance_end_ms").map(|ms| number("utterance_end_ms", ms)).transpose()?;
        if utterance_end.is_some_and(|ms| ms < 1_000) || utterance_end.is_some() && !interim {
            return Err("utterance_end_ms must be at least 1000 and needs interim_results".to_owned());
        }
        Ok(Self {
            encoding,
            rate: rate.ok_or_else(|| format!("sample_rate must be one of {RATES:?}"))?,
            interim,
            endpointing: match value("endpointing") {
                None | Some("true") => Some(ENDPOINTING_MS),
                Some("false") => None,
                Some(ms) => Some(number("endpointing", ms)?),
            },
            utterance_end,
            vad_events: truth("vad_events")?,
            punctuate: truth("punctuate")? || truth("smart_format")?,
            model: value("model").unwrap_or("base").to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_has_the_documented_default() {
        let wish = Wish::read("encoding=mulaw&sample_rate=8000&keyterm=harbor&keyterm=quay").unwrap();
        assert_eq!(wish.endpointing, Some(10));
        assert!(!wish.interim && !wish.punctuate && !wish.vad_events && wish.utterance_end.is_none());
    }

    #[test]
    fn a_wrong_wish_is_refused_by_name() {
        for (query, named) in [
            ("sample_rate=8000", "encoding"),
            ("encoding=mulaw", "sample_rate"),
            ("encoding=mulaw&sample_rate=11025", "sample_rate"),
            ("encoding=opus&sample_rate=48000", "opus"),
            ("encoding=mulaw&sample_rate=8000&interim_results=yes", "interim_results"),
            ("encoding=mulaw&sample_rate=8000&endpointing=soon", "endpointing"),
            ("encoding=mulaw&sample_rate=8000&utterance_end_ms=1000", "interim_results"),
            ("encoding=mulaw&sample_rate=8000&channels=2", "channel"),
        ] {
            let message = Wish::read(query).unwrap_err();
            assert!(message.contains(named), "{query}: {message}");
        }
    }
}
