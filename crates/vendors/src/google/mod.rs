//! Google as an identity provider (<https://developers.google.com/identity/openid-connect/openid-connect>).

mod client;
mod token;
mod wire;

pub use client::GoogleSignIn;

/// Whether a token is believed that a stranger made, signed by the key of RFC 7515's example: for `fuzz/`.
#[cfg(fuzzing)]
pub fn believes_for_fuzzing(token: &str) -> bool {
    token::believes(token)
}

/// Reads what Google answers, whichever it is, and throws it away: for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(body: &[u8]) {
    let _ = serde_json::from_slice::<wire::Discovery>(body);
    let _ = serde_json::from_slice::<wire::KeySet>(body);
    let _ = serde_json::from_slice::<wire::Tokens>(body);
    let _ = serde_json::from_slice::<wire::Refusal>(body);
    if let Ok(claims) = serde_json::from_slice::<wire::Claims>(body) {
        assert!(!claims.aud.is("another", Some("one")), "a token is believed that was asked for by another");
    }
}
