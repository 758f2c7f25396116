//! Forms with files (`multipart/form-data`, RFC 7578), as far as clients of speech send them.

/// A field of a form.
#[derive(Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it holds.
    pub content: &'a [u8],
}

/// The boundary that a content type names.
pub fn boundary(content_type: &str) -> Option<&str> {
    let (kind, rest) = content_type.split_once(';')?;
    let boundary = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    (kind.trim() == "multipart/form-data").then(|| boundary.trim_matches('"')).filter(|text| !text.is_empty())
}

/// The fields of a form; nothing when it is none.
pub fn fields<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Field<'a>>> {
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut fields = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, next.as_bytes())?;
        let (head, content) = split(&part[..end])?;
        if let Some(name) = name_of(head) {
            fields.push(Field { name, content });
        }
        rest = &part[end + next.len()..];
    }
    rest.starts_with(b"--").then_some(fields)
}

fn split(part: &[u8]) -> Option<(&str, &[u8])> {
    let at = find(part, b"\r\n\r\n")?;
    Some((std::str::from_utf8(&part[..at]).ok()?, &part[at + 4..]))
}

fn name_of(head: &str) -> Option<&str> {
    let is = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
    let line = head.lines().find(is)?;
    let parts = line.split(';').map(str::trim);
    parts.filter_map(|part| part.strip_prefix("name=")).map(|name| name.trim_matches('"')).next()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] =
        b"--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--xyz\r\n\
        content-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n\
        RIFF\r\n\x00\xff\r\n--xyz--\r\n";

    #[test]
    fn files_and_fields_are_told_apart_by_name() {
        let boundary = boundary("multipart/form-data; boundary=\"xyz\"").unwrap();
        let fields = fields(BODY, boundary).unwrap();
        assert_eq!(fields[0], Field { name: "model", content: b"whisper-1" });
        assert_eq!(fields[1], Field { name: "file", content: b"RIFF\r\n\x00\xff" });
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert_eq!(boundary("application/json"), None);
        assert_eq!(boundary("text/plain; boundary=x"), None);
        for end in 0..BODY.len() - 4 {
            assert_eq!(fields(&BODY[..end], "xyz"), None, "{end}");
        }
    }
}
