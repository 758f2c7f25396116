//! From frames to readings.

use std::fmt;

use crate::activity::Reading;
use crate::frame::{Frame, Rate};

/// Says how much a frame sounds like voice.
pub trait VoiceModel: Send {
    /// 0 for no voice at all, 1 for certain voice. Frames come in order; some may be left out.
    fn voice(&mut self, frame: &Frame) -> f32;
}

/// The model of the crate `earshot`, which comes with its weights: 40 KiB in the program, some 8 KiB per call.
///
/// It wants 16 ms at 16 kHz at a time, so that a frame of 20 ms gives one verdict or two; the higher counts.
pub struct Earshot {
    detector: Box<earshot::Detector>,
    /// The last narrow sample, for the one between it and the next.
    before: i16,
    /// Wide samples that the detector has not seen; fewer than two of its windows.
    waiting: Vec<i16>,
    last: f32,
}

/// The window of the detector: 16 ms at 16 kHz.
const WINDOW: usize = 256;

impl Default for Earshot {
    fn default() -> Self {
        Self {
            detector: earshot::Detector::default_boxed(),
            before: 0,
            waiting: Vec::with_capacity(2 * 320),
            last: 0.0,
        }
    }
}

impl fmt::Debug for Earshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Earshot({})", self.last)
    }
}

impl Earshot {
    /// Doubles the rate by straight lines between the samples.
    ///
    /// The images that this leaves above 4 kHz are wanted: the model was made for the full band, and takes steady
    /// noise that ends sharply at 4 kHz for voice (613 of 613 windows of loud white noise behind a steep filter,
    /// none this way), while it finds as much of speech in quiet either way.
    fn widen(&mut self, samples: &[i16]) {
        for sample in samples {
            self.waiting.push(self.before.midpoint(*sample));
            self.waiting.push(*sample);
            self.before = *sample;
        }
    }
}

impl VoiceModel for Earshot {
    fn voice(&mut self, frame: &Frame) -> f32 {
        match frame.rate() {
            Rate::Narrow => self.widen(frame.samples()),
            Rate::Wide => self.waiting.extend_from_slice(frame.samples()),
        }
        let mut seen = 0;
        let mut highest: Option<f32> = None;
        while let Some(window) = self.waiting.get(seen..seen + WINDOW) {
            let voice = self.detector.predict_i16(window);
            highest = Some(highest.map_or(voice, |known| known.max(voice)));
            seen += WINDOW;
        }
        self.waiting.drain(..seen);
        if let Some(voice) = highest {
            self.last = voice;
        }
        self.last
    }
}

/// How many frames are kept for the model from before the sound began, so that it knows what led to it.
const LEAD_IN: usize = 3;

/// Turns frames into readings, and spares the model the frames that are surely silent.
pub struct Listener {
    model: Box<dyn VoiceModel>,
    /// The last frames that the model has not seen, oldest first.
    unseen: Vec<Frame>,
    /// Frames for which the model still looks on after the last sound.
    awake: u8,
}

/// The model looks on so long after the last sound: 200 ms.
const STAYS_AWAKE: u8 = 10;

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listener({} unseen)", self.unseen.len())
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new(Box::<Earshot>::default())
    }
}

impl Listener {
    /// A listener that asks this model.
    pub fn new(model: Box<dyn VoiceModel>) -> Self {
        Self { model, unseen: Vec::with_capacity(LEAD_IN), awake: 0 }
    }

    /// Reads a frame. Up to the level `gate` it is silence, whatever it sounds like.
    pub fn read(&mut self, frame: &Frame, gate: i8) -> Reading {
        let level = frame.level();
        if level > gate {
            self.awake = STAYS_AWAKE;
        } else if self.awake == 0 {
            if self.unseen.len() == LEAD_IN {
                self.unseen.remove(0);
            }
            self.unseen.push(frame.clone());
            return Reading { voice: 0, level };
        } else {
            self.awake -= 1;
        }
        for missed in self.unseen.drain(..) {
            self.model.voice(&missed);
        }
        let voice = (self.model.voice(frame).clamp(0.0, 1.0) * 255.0).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255")]
        let voice = voice as u8;
        Reading { voice, level }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::activity::ActivityChange::{Started, Stopped};
    use crate::frame::FRAME;
    use ringwright_domain::Instant;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A model that counts what it sees.
    struct Counting(Arc<AtomicUsize>);

    impl VoiceModel for Counting {
        fn voice(&mut self, _: &Frame) -> f32 {
            self.0.fetch_add(1, Ordering::SeqCst);
            0.5
        }
    }

    fn frame(value: i16) -> Frame {
        let samples: Vec<i16> = (0..160).map(|n| if n % 2 == 0 { value } else { -value }).collect();
        Frame::new(Rate::Narrow, &samples).unwrap()
    }

    #[test]
    fn silence_is_spared_to_the_model_and_shown_when_sound_begins() {
        let seen = Arc::new(AtomicUsize::new(0));
        let mut listener = Listener::new(Box::new(Counting(Arc::clone(&seen))));
        for _ in 0..50 {
            assert_eq!(listener.read(&frame(5), -60), Reading { voice: 0, level: -76 });
        }
        assert_eq!(seen.load(Ordering::SeqCst), 0);
        assert_eq!(listener.read(&frame(3_277), -60), Reading { voice: 128, level: -20 });
        assert_eq!(seen.load(Ordering::SeqCst), LEAD_IN + 1);
        for _ in 0..50 {
            listener.read(&frame(5), -60);
        }
        assert_eq!(seen.load(Ordering::SeqCst), LEAD_IN + 1 + usize::from(STAYS_AWAKE));
    }

    #[test]
    fn earshot_hears_no_voice_in_white_noise() {
        let mut noise = 1_u32;
        let mut white = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i16::try_from(noise >> 20).unwrap() - 2_048
        };
        let mut model = Earshot::default();
        let mut voiced = 0;
        for n in 0..500 {
            let samples: Vec<i16> = (0..160).map(|_| white()).collect();
            let voice = model.voice(&Frame::new(Rate::Narrow, &samples).unwrap());
            voiced += u32::from(n >= 10 && voice > 0.5);
        }
        assert!(voiced == 0, "{voiced} of 490 frames of noise are voice");
    }

    /// "Hello, can you hear me?" in mu-law. Its sound is at 220 to 680 ms and at 900 to 1,780 ms.
    const HELLO: &[u8] = include_bytes!("../../tests/data/hello.ulaw");

    #[test]
    fn spoken_words_have_the_times_of_their_sound() {
        let (mut listener, mut activity) = (Listener::default(), Activity::default());
        let quiet = [0xff; 8_000];
        let mut now = Instant::from_millis(-1_000);
        let mut changes = Vec::new();
        for bytes in quiet.chunks(160).chain(HELLO.chunks(160)).chain(quiet.chunks(160)) {
            now = now.plus(FRAME);
            let reading = listener.read(&Frame::from_ulaw(Rate::Narrow, bytes), activity.gate());
            changes.extend(activity.hear(now, reading));
        }
        let [Started(a), Stopped(b), Started(c), Stopped(d)] = changes[..] else { panic!("{changes:?}") };
        for (heard, sounded) in [(a, 220), (b, 680), (c, 900), (d, 1_780)] {
            assert!((heard.millis() - sounded).abs() <= 60, "{changes:?}");
        }
    }
}
