//! Reading what vendors send without tripping over fields of an unexpected type.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

/// A field that is taken when it has the expected form and passed over otherwise: a vendor that changes
/// the type of one field must not make the whole message unreadable. Use with `#[serde(default)]`.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}
