//! Time steps of one-time codes (RFC 6238): which step a code may be of.

use crate::Instant;

/// The length of a step in seconds.
const STEP: i64 = 30;

/// The step of an instant.
pub const fn step_of(now: Instant) -> i64 {
    now.seconds().div_euclid(STEP)
}

/// The steps whose codes are taken at `now`, the likeliest first: this one, and one before and behind it for
/// clocks that differ. A step up to `used` is not taken again: a code that was read over a shoulder is worth
/// nothing.
pub fn steps_taken(now: Instant, used: i64) -> impl Iterator<Item = i64> {
    let at = step_of(now);
    [at, at - 1, at + 1].into_iter().filter(move |step| *step > used)
}

/// Whether a text is of the form of a code: six digits, perhaps with a space in their middle. Gives the digits.
pub fn digits(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let sound = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

/// The code of a MAC over a step (RFC 4226, section 5.3).
pub fn truncate(mac: &[u8; 20]) -> u32 {
    let at = usize::from(mac[19] & 0xf);
    let bytes = [mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]];
    u32::from_be_bytes(bytes) % 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_taken_once() {
        let now = Instant::from_seconds(59);
        assert_eq!(steps_taken(now, 0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(steps_taken(now, 1).collect::<Vec<_>>(), [2]);
        assert_eq!(steps_taken(now, 2).count(), 0);
    }

    #[test]
    fn codes_are_six_digits() {
        assert_eq!((digits("123 456"), digits("000007")), (Some(123_456), Some(7)));
        for wrong in ["", "12345", "1234567", "12345a", "-12345", "١٢٣٤٥٦"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
    }

    /// The example of RFC 4226, section 5.4.
    #[test]
    fn a_mac_is_truncated_as_the_standard_says() {
        let mac = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e,
            0x94, 0x5b, 0x55, 0x5a,
        ];
        assert_eq!(truncate(&mac), 872_921);
    }
}
