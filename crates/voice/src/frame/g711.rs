//! G.711, the codec of the telephone network: mu-law (America, Japan) and A-law (elsewhere).
//!
//! Decoding reads a table made at compile time. Encoding finds the segment by counting leading zeros. Both are
//! checked against the decoder output values of ITU-T Recommendation G.711, tables 1 and 2.

/// What mu-law adds to a magnitude before it looks for the segment: 33 on the 14-bit scale of the standard.
const BIAS: i16 = 0x84;

/// The largest magnitude that mu-law knows.
const CLIP: i16 = 0x7fff - BIAS;

const ULAW: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte: usize = 0;
    while byte < 256 {
        let code = !byte & 0xff;
        let magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
        table[byte] = signed(magnitude, code & 0x80 != 0);
        byte += 1;
    }
    table
};

const ALAW: [i16; 256] = {
    let mut table = [0; 256];
    let mut byte: usize = 0;
    while byte < 256 {
        let code = byte ^ 0x55;
        let (mantissa, segment) = ((code & 0x0f) << 4, (code & 0x70) >> 4);
        let magnitude = if segment == 0 { mantissa + 8 } else { (mantissa + 0x108) << (segment - 1) };
        table[byte] = signed(magnitude, code & 0x80 == 0);
        byte += 1;
    }
    table
};

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "no magnitude of G.711 exceeds 32,256"
)]
const fn signed(magnitude: usize, negative: bool) -> i16 {
    if negative { -(magnitude as i16) } else { magnitude as i16 }
}

/// The sample that a mu-law byte stands for.
pub const fn ulaw_decode(byte: u8) -> i16 {
    ULAW[byte as usize]
}

/// The sample that an A-law byte stands for.
pub const fn alaw_decode(byte: u8) -> i16 {
    ALAW[byte as usize]
}

/// The mu-law byte nearest to a sample.
pub const fn ulaw_encode(sample: i16) -> u8 {
    let sign: u8 = if sample < 0 { 0x80 } else { 0 };
    let magnitude = if sample == i16::MIN { i16::MAX } else { sample.abs() };
    let magnitude = if magnitude > CLIP { 0x7fff } else { magnitude + BIAS };
    // The bias makes bit 7 the lowest that can lead: 8 leading zeros of 16 are segment 0.
    let segment = 8 - low_byte(magnitude.leading_zeros());
    let mantissa = low_byte((magnitude >> (segment + 3)).cast_unsigned() as u32) & 0x0f;
    !(sign | (segment << 4) | mantissa)
}

/// The A-law byte nearest to a sample.
pub const fn alaw_encode(sample: i16) -> u8 {
    let (mask, magnitude) = if sample < 0 { (0x55, !sample >> 3) } else { (0xd5, sample >> 3) };
    if magnitude < 32 {
        return low_byte((magnitude >> 1).cast_unsigned() as u32) ^ mask;
    }
    let segment = 11 - low_byte(magnitude.leading_zeros());
    let mantissa = low_byte((magnitude >> segment).cast_unsigned() as u32) & 0x0f;
    ((segment << 4) | mantissa) ^ mask
}

#[expect(clippy::cast_possible_truncation, reason = "the low byte is what is wanted")]
const fn low_byte(number: u32) -> u8 {
    number as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mu_law_has_the_decoder_outputs_of_the_standard() {
        // G.711 table 2a, on its scale of 14 bits: the last value of each segment and the first two.
        let itu = [
            (0x80, 8_031),
            (0x8f, 4_191),
            (0x9f, 2_079),
            (0xaf, 1_023),
            (0xbf, 495),
            (0xcf, 231),
            (0xdf, 99),
        ];
        for (byte, value) in itu.into_iter().chain([(0xef, 33), (0xfe, 2), (0xff, 0)]) {
            assert_eq!(ulaw_decode(byte), value * 4, "{byte:#x}");
            assert_eq!(ulaw_decode(byte & 0x7f), -value * 4, "{byte:#x}");
        }
    }

    #[test]
    fn a_law_has_the_decoder_outputs_of_the_standard() {
        // G.711 table 1a, on its scale of 13 bits, with the even bits inverted as on the line.
        let itu = [(0xff, 4_032), (0xf0, 2_112), (0xe0, 1_056), (0xd0, 528), (0xc0, 264), (0xb0, 132)];
        for (code, value) in itu.into_iter().chain([(0xa0, 66), (0x90, 33), (0x80, 1), (0x81, 3)]) {
            assert_eq!(alaw_decode(code ^ 0x55), value * 8, "{code:#x}");
            assert_eq!(alaw_decode((code & 0x7f) ^ 0x55), -value * 8, "{code:#x}");
        }
    }

    #[test]
    fn every_byte_survives_decoding_and_encoding() {
        for byte in 0..=u8::MAX {
            // Mu-law has two zeros, and only the positive one is written.
            if byte != 0x7f {
                assert_eq!(ulaw_encode(ulaw_decode(byte)), byte);
            }
            assert_eq!(alaw_encode(alaw_decode(byte)), byte);
        }
        assert_eq!(ulaw_encode(ulaw_decode(0x7f)), 0xff);
    }

    #[test]
    fn every_sample_comes_back_within_half_a_step_of_its_segment() {
        for sample in i16::MIN..=i16::MAX {
            let wide = i32::from(sample);
            let half_step = (wide.abs() + 132) / 32 + 4;
            let clipped = wide.clamp(-32_635, 32_635);
            assert!(
                (i32::from(ulaw_decode(ulaw_encode(sample))) - clipped).abs() <= half_step + 512,
                "{sample}"
            );
            let error = (i32::from(alaw_decode(alaw_encode(sample))) - wide).abs();
            assert!(error <= (wide.abs() / 32).max(8) + 8, "{sample}: {error}");
        }
    }
}
