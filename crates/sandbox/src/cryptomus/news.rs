//! Webhooks about invoices.

use std::sync::Arc;

use serde_json::json;

use super::model::Invoice;
use super::{Status, php, view};
use crate::crypto::md5_sign;
use crate::delivery::{Sign, Webhook};
use crate::world::{Vendor, World, lock};

/// Waits before each retry of a webhook, in sandbox seconds; the documents don't say how long they are.
const RETRIES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// How long an answer may take, in seconds.
const TIMEOUT: u64 = 10;

impl World {
    /// Tells the merchant where an invoice has got to, and everybody who watches.
    pub(super) fn tell(self: &Arc<Self>, row: &Invoice, status: Status) {
        let word = status.word();
        self.feed.tell("cryptomus", || json!({"type": word, "subject": row.uuid}));
        let key = lock(&self.settings).cryptomus_merchants.get(&row.merchant).cloned();
        let (Some(url), Some(key)) = (&row.url_callback, key) else { return };
        let mut fields = view::news(row, status);
        // The signature covers everything but itself, and then becomes the last field.
        let sign = md5_sign(php::encode(&fields).as_bytes(), &key);
        fields.push(("sign", json!(sign)));
        self.send(Webhook {
            id: self.ids.uuid(),
            vendor: Vendor::Cryptomus,
            kind: format!("payment {word}"),
            subject: row.uuid.clone(),
            url: url.clone(),
            body: php::encode(&fields),
            headers: Vec::new(),
            sign: Sign::Nothing,
            retries: RETRIES.to_vec(),
            final_statuses: Vec::new(),
            timeout: TIMEOUT,
        });
    }
}
