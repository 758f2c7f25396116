//! Languages, as tags name them (BCP 47).

/// A language, perhaps with a script and a region, such as `en`, `pt-BR` or `zh-Hant-TW`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// Reads a tag; nothing when it is of no such form.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
        let mut parts = text.split('-');
        let language = parts.next().filter(|part| matches!(part.len(), 2 | 3) && letters(part))?;
        let mut tag = language.to_ascii_lowercase();
        let mut next = parts.next();
        if let Some(script) = next.filter(|part| part.len() == 4 && letters(part)) {
            tag.push_str(&format!(
                "-{}{}",
                script[..1].to_ascii_uppercase(),
                script[1..].to_ascii_lowercase()
            ));
            next = parts.next();
        }
        let digits = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
        if let Some(region) = next.filter(|part| (part.len() == 2 && letters(part)) || digits(part)) {
            tag.push_str(&format!("-{}", region.to_ascii_uppercase()));
            next = parts.next();
        }
        next.is_none().then_some(Self(tag))
    }

    /// The tag, written as is usual.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn tags_are_read_and_written_as_is_usual() {
        let read = |text| Locale::parse(text).map(|locale| locale.as_str().to_owned());
        for (text, tag) in
            [("EN", "en"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")]
        {
            assert_eq!(read(text).as_deref(), Some(tag));
        }
        for wrong in ["", "e", "english", "en_US", "en-", "en-US-x", "12", "en-U1", "é"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
