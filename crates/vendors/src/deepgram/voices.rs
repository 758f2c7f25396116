//! The voices of Aura 2 (<https://developers.deepgram.com/docs/tts-models>).

use crate::synthesizer::VoiceOffer;

/// Names by language.
const AURA: [(&str, &[&str]); 7] = [
    (
        "en",
        &[
            "amalthea",
            "andromeda",
            "apollo",
            "arcas",
            "aries",
            "asteria",
            "athena",
            "atlas",
            "aurora",
            "callista",
            "cora",
            "cordelia",
            "delia",
            "draco",
            "electra",
            "harmonia",
            "helena",
            "hera",
            "hermes",
            "hyperion",
            "iris",
            "janus",
            "juno",
            "jupiter",
            "luna",
            "mars",
            "minerva",
            "neptune",
            "odysseus",
            "ophelia",
            "orion",
            "orpheus",
            "pandora",
            "phoebe",
            "pluto",
            "saturn",
            "selene",
            "thalia",
            "theia",
            "vesta",
            "zeus",
        ],
    ),
    (
        "es",
        &[
            "agustina", "alvaro", "antonia", "aquila", "carina", "celeste", "diana", "estrella", "gloria",
            "javier", "luciano", "nestor", "olivia", "selena", "silvia", "sirio", "valerio",
        ],
    ),
    ("de", &["aurelia", "elara", "fabian", "julius", "kara", "lara", "viktoria"]),
    ("nl", &["beatrix", "cornelia", "daphne", "hestia", "lars", "leda", "rhea", "roman", "sander"]),
    ("fr", &["agathe", "hector"]),
    (
        "it",
        &["cesare", "cinzia", "demetra", "dionisio", "elio", "flavio", "livia", "maia", "melia", "perseo"],
    ),
    ("ja", &["ama", "ebisu", "fujin", "izanami", "uzume"]),
];

/// All of them.
pub(super) fn all() -> Vec<VoiceOffer> {
    let of = |(language, names): &(&str, &[&str])| {
        let language = (*language).to_owned();
        let offer = |name: &&str| VoiceOffer {
            id: format!("aura-2-{name}-{language}"),
            name: capitalised(name),
            language: Some(language.clone()),
        };
        names.iter().map(offer).collect::<Vec<_>>()
    };
    AURA.iter().flat_map(of).collect()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
