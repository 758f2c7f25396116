//! Server-sent events, read as they arrive.

/// Puts pieces of a body together to the data of events.
#[derive(Default)]
pub(super) struct Events {
    line: Vec<u8>,
    data: Vec<u8>,
    /// Whether the last byte was a carriage return, whose newline is no other line.
    returned: bool,
}

/// The longest event that is read.
const LONGEST: usize = 256 * 1_024;

/// An event beyond all measure.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Events {
    /// Takes in a piece; hands the data of every event that is complete to `take`.
    pub(super) fn push(&mut self, piece: &[u8], mut take: impl FnMut(&[u8])) -> Result<(), TooLong> {
        for byte in piece {
            let ends = match byte {
                b'\n' if self.returned => {
                    self.returned = false;
                    continue;
                }
                b'\n' | b'\r' => true,
                _ => false,
            };
            self.returned = *byte == b'\r';
            if ends {
                self.end_line(&mut take);
            } else if self.line.len() + self.data.len() < LONGEST {
                self.line.push(*byte);
            } else {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    fn end_line(&mut self, take: &mut impl FnMut(&[u8])) {
        if self.line.is_empty() {
            if !self.data.is_empty() {
                take(&self.data);
                self.data.clear();
            }
            return;
        }
        if let Some(data) = self.line.strip_prefix(b"data:") {
            if !self.data.is_empty() {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let (mut events, mut all) = (Events::default(), Vec::new());
        for piece in pieces {
            events.push(piece, |data| all.push(String::from_utf8_lossy(data).into_owned())).unwrap();
        }
        all
    }

    #[test]
    fn events_are_read_however_they_end_their_lines_and_are_cut() {
        let text =
            b"data: one\n\n: a comment\ndata:two\r\n\r\nevent: x\ndata: three\rdata: four\r\rdata: open";
        let expected = ["one", "two", "three\nfour"];
        for size in [1, 2, 3, 7, 200] {
            assert_eq!(read(&text.chunks(size).collect::<Vec<_>>()), expected, "{size}");
        }
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut events = Events::default();
        let mut pushed = 0;
        while events.push(&[b'x'; 1_000], |_| ()).is_ok() {
            pushed += 1;
            assert!(pushed < 1_000);
        }
        assert!(events.line.capacity() <= 4 * LONGEST);
    }

    proptest! {
        #[test]
        fn where_pieces_are_cut_makes_no_difference(
            bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b':'), Just(b'd'),
                Just(b'a'), Just(b't'), Just(b' ')], 0..80),
            size in 1_usize..9,
        ) {
            prop_assert_eq!(read(&[&bytes]), read(&bytes.chunks(size).collect::<Vec<_>>()));
        }
    }
}
