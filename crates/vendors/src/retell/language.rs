//! The languages that Retell's agents speak.

/// As Retell names them.
const ALL: [&str; 63] = [
    "en-US", "en-IN", "en-GB", "en-AU", "en-NZ", "de-DE", "es-ES", "es-419", "hi-IN", "fr-FR", "fr-CA",
    "ja-JP", "pt-PT", "pt-BR", "zh-CN", "ru-RU", "it-IT", "ko-KR", "nl-NL", "nl-BE", "pl-PL", "tr-TR",
    "vi-VN", "ro-RO", "bg-BG", "ca-ES", "th-TH", "da-DK", "fi-FI", "el-GR", "hu-HU", "id-ID", "no-NO",
    "sk-SK", "sv-SE", "lt-LT", "lv-LV", "cs-CZ", "ms-MY", "af-ZA", "ar-SA", "az-AZ", "bs-BA", "cy-GB",
    "fa-IR", "fil-PH", "gl-ES", "he-IL", "hr-HR", "hy-AM", "is-IS", "kk-KZ", "kn-IN", "mk-MK", "mr-IN",
    "ne-NP", "sl-SI", "sr-RS", "sw-KE", "ta-IN", "ur-IN", "yue-CN", "uk-UA",
];

/// Retell's name for a language such as `sv` or `en-GB`: the same one, else the first of the same tongue.
pub(super) fn of(language: &str) -> Option<&'static str> {
    let tongue = |name: &str| name.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let same = ALL.into_iter().find(|known| known.eq_ignore_ascii_case(language));
    same.or_else(|| ALL.into_iter().find(|known| tongue(known) == tongue(language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_tongue() {
        assert_eq!(
            [of("en-GB"), of("en"), of("sv"), of("de-CH")],
            [Some("en-GB"), Some("en-US"), Some("sv-SE"), Some("de-DE"),]
        );
        assert_eq!([of(""), of("tlh")], [None, None]);
    }
}
