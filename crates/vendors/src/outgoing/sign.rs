//! The signature of a message: HMAC-SHA256 over `{id}.{seconds}.{body}`
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::Secret;
use crate::signature::{Algorithm, mac};

/// A secret from random bytes, as receivers' libraries take it: `whsec_` and base64.
pub fn new_secret(random: [u8; 32]) -> Secret {
    Secret::new(format!("whsec_{}", BASE64.encode(random)))
}

/// The value of the header `webhook-signature`: one entry for each secret, so that receivers may change
/// theirs at leisure. Secrets that cannot be read sign nothing.
pub fn signature(secrets: &[Secret], id: &str, seconds: i64, body: &[u8]) -> String {
    let time = seconds.to_string();
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", body];
    let entries = secrets.iter().filter_map(|secret| {
        let text = secret.expose();
        let key = BASE64.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
        let digest = mac(Algorithm::Sha256, &key, &parts);
        (!digest.is_empty()).then(|| format!("v1,{}", BASE64.encode(digest)))
    });
    entries.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        // The specification's own example.
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        let signed =
            signature(std::slice::from_ref(&secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both = signature(&[secret, new_secret([7; 32])], "msg_1", 1, b"{}");
        assert_eq!(both.split(' ').count(), 2);
        assert_eq!(signature(&[Secret::new("whsec_")], "msg_1", 1, b"{}"), "");
    }
}
