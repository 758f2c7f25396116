//! The keys that sign, and where they are published. They sign nothing outside of a sandbox.

use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};

use crate::world::{World, lock};

/// A key by its id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The one that signs.
    First,
    /// The one that will.
    Next,
}

impl Key {
    /// Its id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::First => "5a0b0000000000000000000000000001",
            Self::Next => "5a0b0000000000000000000000000002",
        }
    }

    fn pair(self) -> Option<&'static KeyPair> {
        static FIRST: OnceLock<Option<KeyPair>> = OnceLock::new();
        static NEXT: OnceLock<Option<KeyPair>> = OnceLock::new();
        let (place, bytes): (_, &[u8]) = match self {
            Self::First => (&FIRST, include_bytes!("../assets/google-first.pk8")),
            Self::Next => (&NEXT, include_bytes!("../assets/google-next.pk8")),
        };
        place.get_or_init(|| KeyPair::from_pkcs8(bytes).ok()).as_ref()
    }

    /// The signature of a text (RS256).
    pub fn sign(self, text: &str) -> Option<Vec<u8>> {
        let pair = self.pair()?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
        Some(signature)
    }

    fn published(self) -> Option<Value> {
        let parts: PublicKeyComponents<Vec<u8>> = self.pair()?.public_key().into();
        Some(json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id(),
            "n": URL_SAFE_NO_PAD.encode(parts.n), "e": URL_SAFE_NO_PAD.encode(parts.e),
        }))
    }
}

/// The public keys.
pub async fn published(State(world): State<Arc<World>>) -> Response {
    let rotated = lock(&world.google).rotated;
    let keys = [Some(Key::First), rotated.then_some(Key::Next)];
    let keys: Vec<Value> = keys.into_iter().flatten().filter_map(Key::published).collect();
    Json(json!({ "keys": keys })).into_response()
}
