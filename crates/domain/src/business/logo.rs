//! The picture of a business: what is taken for one is told by its bytes, never by its name.

/// The most bytes of a picture.
pub const LOGO_MOST: usize = 512 * 1024;

/// What browsers call a picture; none for what is no PNG, JPEG or WebP. An SVG is none: it can carry scripts.
pub fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(picture_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(picture_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(picture_type(b"RIFF\x01\x02\x03\x04WEBPVP8 "), Some("image/webp"));
        for other in [&b"<svg xmlns='x' onload='x'/>"[..], b"GIF89a", b"\x89PN", b""] {
            assert_eq!(picture_type(other), None);
        }
    }
}
