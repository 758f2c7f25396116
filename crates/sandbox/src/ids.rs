//! Identifiers in the shapes the vendors use.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// The letters of a Stripe identifier.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes identifiers that don't repeat, also not after a restart.
///
/// The keys of [`RandomState`] come from the operating system, which makes the hash of a counter
/// unpredictable enough for a sandbox. Fault injection does not draw from here, so that a seed repeats.
#[derive(Default)]
pub struct Ids {
    keys: RandomState,
    counter: AtomicU64,
}

impl Ids {
    fn bits(&self) -> u64 {
        self.keys.hash_one(self.counter.fetch_add(1, Ordering::Relaxed))
    }

    /// A version 4 UUID, as Vapi names its things.
    pub fn uuid(&self) -> String {
        uuid(self.bits(), self.bits())
    }

    /// A prefixed identifier such as `cs_test_a1…`, with `length` letters after the prefix.
    pub fn prefixed(&self, prefix: &str, length: usize) -> String {
        let mut text = String::with_capacity(prefix.len() + length);
        text.push_str(prefix);
        let mut bits = 0;
        for position in 0..length {
            if position % 8 == 0 {
                bits = self.bits();
            }
            // A byte modulo 62 is slightly uneven, which does not matter for names.
            text.push(char::from(LETTERS[usize::from(bits.to_le_bytes()[position % 8]) % LETTERS.len()]));
        }
        text
    }
}

/// Writes 128 bits as a version 4 UUID.
pub fn uuid(high: u64, low: u64) -> String {
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let ids = Ids::default();
        let id = ids.uuid();
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "4");
        assert_ne!(id, ids.uuid());
        assert_eq!(ids.prefixed("pi_", 24).len(), 27);
    }
}
