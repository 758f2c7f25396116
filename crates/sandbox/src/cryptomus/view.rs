//! Cryptomus's objects as JSON.

use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::model::{COINS, Invoice, Status};
use super::php::Ordered;

/// The vendor writes times in the zone it lives in.
pub const ZONE: Offset = Offset::constant(3);

fn time(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    time.to_zoned(TimeZone::fixed(ZONE)).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An invoice.
pub fn invoice(row: &Invoice) -> Value {
    let coin = row.coin();
    let paid = !row.received.is_zero();
    json!({
        "uuid": row.uuid, "order_id": row.order_id, "amount": row.amount.money(),
        "payment_amount": coin.map(|_| row.received.to_string()),
        "payment_amount_usd": coin.map(|coin| row.received.scaled(coin.dollars, 1).money()),
        "payer_amount": coin.map(|coin| row.asked(coin).to_string()),
        "payer_amount_exchange_rate": coin.map(|coin| format!("{}.00000000", coin.dollars)),
        "discount_percent": null, "discount": "0.00000000", "payer_currency": coin.map(|coin| coin.code),
        "currency": row.currency, "comments": null,
        "merchant_amount": paid.then(|| row.for_merchant().to_string()),
        "commission": paid.then(|| row.received.minus(row.for_merchant()).to_string()),
        "network": coin.map(|coin| coin.network), "address": row.address, "address_qr_code": null,
        "from": row.from, "txid": row.txid, "payment_status": row.status.word(), "url": row.url,
        "expired_at": row.expires_at, "is_final": row.status.is_final(),
        "additional_data": row.additional_data, "created_at": time(row.created),
        "updated_at": time(row.updated), "status": row.status.word(),
    })
}

/// What the merchant is told about an invoice; fields in the order of the vendor's documents.
pub fn news(row: &Invoice, status: Status) -> Ordered {
    let coin = row.coin();
    let dollars = coin.map(|coin| row.received.scaled(coin.dollars, 1)).unwrap_or_default();
    let mut fields: Ordered = vec![
        ("type", json!("payment")),
        ("uuid", json!(row.uuid)),
        ("order_id", json!(row.order_id)),
        ("amount", json!(row.amount.to_string())),
        ("payment_amount", json!(row.received.to_string())),
        ("payment_amount_usd", json!(dollars.money())),
        ("merchant_amount", json!(row.for_merchant().to_string())),
        ("commission", json!(row.received.minus(row.for_merchant()).to_string())),
        ("is_final", json!(status.is_final())),
        ("status", json!(status.word())),
        ("from", json!(row.from)),
        ("wallet_address_uuid", Value::Null),
        ("network", json!(coin.map(|coin| coin.network))),
        ("currency", json!(row.currency)),
        ("payer_currency", json!(coin.map(|coin| coin.code))),
        ("payer_amount", json!(coin.map(|coin| row.asked(coin).to_string()))),
        ("payer_amount_exchange_rate", json!(coin.map(|coin| format!("{}.00000000", coin.dollars)))),
        ("additional_data", json!(row.additional_data)),
        ("transfer_id", Value::Null),
    ];
    if let Some(txid) = &row.txid {
        fields.push(("txid", json!(txid)));
    }
    fields
}

/// The coins that are taken, and within which limits.
pub fn services() -> Value {
    let coins = COINS.iter().map(|coin| {
        let limit = |dollars: i64| super::amount::Amount::read(&dollars.to_string()).unwrap_or_default();
        json!({"network": coin.network, "currency": coin.code, "is_available": true,
            "limit": {"min_amount": limit(1).scaled(1, coin.dollars).to_string(),
                "max_amount": limit(100_000).scaled(1, coin.dollars).to_string()},
            "commission": {"fee_amount": "0.00", "percent": "2.00"}})
    });
    coins.collect()
}
