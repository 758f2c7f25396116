//! Holds recorded requests against the vendors' official specifications, cut down to what is sent. A
//! property or query field that the specification does not know is a violation.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::double::Exchange;

/// The specification of one vendor.
pub struct Contract {
    vendor: &'static str,
    spec: Value,
}

impl Contract {
    pub fn load(vendor: &'static str) -> Self {
        let file = format!("tests/fixtures/{vendor}-contract.json");
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        Self { vendor, spec: serde_json::from_str(&text).unwrap() }
    }

    /// What the request breaks.
    pub fn violations(&self, exchange: &Exchange) -> Vec<String> {
        let operations = self.spec["operations"].as_array().unwrap();
        let fits = |operation: &&Value| {
            operation["method"] == exchange.method
                && path_fits(operation["path"].as_str().unwrap(), &exchange.path)
        };
        let Some(operation) = operations.iter().find(fits) else {
            return vec![format!("{} {} is not in the specification", exchange.method, exchange.path)];
        };
        let mut found = self.header_violations(exchange);
        let query = fields(&exchange.query);
        for (name, value) in &query {
            match operation["query"].get(name) {
                None => found.push(format!("unknown query field {name}")),
                Some(schema) => found.extend(self.check(schema, &self.coerce(value, schema), name)),
            }
        }
        found.extend(self.body_violations(operation, exchange));
        found
    }

    fn header_violations(&self, exchange: &Exchange) -> Vec<String> {
        let mut found = Vec::new();
        if self.vendor == "cryptomus" {
            let signed = crate::cryptomus::signature(exchange.body.as_bytes(), crate::cryptomus::KEY);
            if exchange.header("merchant").is_empty() || exchange.header("sign") != signed {
                found.push("not signed by the merchant".to_owned());
            }
            return found;
        }
        if self.vendor == "elevenlabs" {
            if exchange.header("xi-api-key").is_empty() {
                found.push("no credentials".to_owned());
            }
            return found;
        }
        if !exchange.header("authorization").starts_with("Bearer ") {
            found.push("no credentials".to_owned());
        }
        if self.vendor == "stripe" {
            if exchange.header("stripe-version") != "2026-10-28.endive" {
                found.push("no Stripe-Version".to_owned());
            }
            if (exchange.method == "POST") == exchange.header("idempotency-key").is_empty() {
                found.push("an Idempotency-Key belongs to a POST and only to it".to_owned());
            }
        }
        found
    }

    fn body_violations(&self, operation: &Value, exchange: &Exchange) -> Vec<String> {
        let Some(kind) = operation["content_type"].as_str() else {
            let empty = exchange.body.is_empty();
            return if empty { Vec::new() } else { vec!["a body where none is known".to_owned()] };
        };
        if exchange.header("content-type") != kind {
            return vec![format!("content type {} instead of {kind}", exchange.header("content-type"))];
        }
        let schema = &operation["body"];
        let body = if kind == "application/json" {
            exchange.json()
        } else {
            self.coerce(&Value::Object(fields(&exchange.body)), schema)
        };
        self.check(schema, &body, "body")
    }

    fn check(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let whole = json!({"allOf": [schema], "components": self.spec["components"]});
        let validator = jsonschema::validator_for(&whole).unwrap();
        validator.iter_errors(value).map(|error| format!("{at}{}: {error}", error.instance_path())).collect()
    }

    fn deref<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.spec.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }

    /// Gives the texts of a form the types that the specification expects.
    fn coerce(&self, value: &Value, schema: &Value) -> Value {
        let schema = self.deref(schema);
        if let Some(branches) = schema["anyOf"].as_array() {
            let mut tries = branches.iter().map(|branch| (branch, self.coerce(value, branch)));
            let fitting = tries.find(|(branch, tried)| self.check(branch, tried, "").is_empty());
            return fitting.map_or_else(|| value.clone(), |(_, tried)| tried);
        }
        match (schema["type"].as_str(), value) {
            (Some("integer" | "number"), Value::String(text)) => {
                text.parse::<i64>().map_or_else(|_| value.clone(), Value::from)
            }
            (Some("boolean"), Value::String(text)) => {
                text.parse::<bool>().map_or_else(|_| value.clone(), Value::from)
            }
            (Some("array"), Value::Object(entries)) => {
                entries.values().map(|entry| self.coerce(entry, &schema["items"])).collect()
            }
            (_, Value::Object(entries)) => {
                let inner = |name: &str| match schema["properties"].get(name) {
                    Some(schema) => schema.clone(),
                    None => schema["additionalProperties"].clone(),
                };
                entries.iter().map(|(name, entry)| (name.clone(), self.coerce(entry, &inner(name)))).collect()
            }
            _ => value.clone(),
        }
    }
}

fn path_fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(want, have)| want == have || (want.starts_with('{') && !have.is_empty()))
}

/// A form with brackets as nested objects; `a[]` counts as `a[0]`.
fn fields(text: &str) -> Map<String, Value> {
    let mut root = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let steps: Vec<String> = name
            .split('[')
            .map(|step| step.trim_end_matches(']'))
            .map(|step| if step.is_empty() { "0".to_owned() } else { step.to_owned() })
            .collect();
        let (last, way) = steps.split_last().unwrap();
        let mut place = &mut root;
        for step in way {
            let next = place.entry(step.clone()).or_insert_with(|| json!({}));
            place = next.as_object_mut().unwrap();
        }
        let before = place.insert(last.clone(), Value::String(value.into_owned()));
        assert!(before.is_none(), "{name} came twice");
    }
    root
}

#[test]
fn the_contract_finds_mistakes() {
    let exchange = |vendor: &str, path: &str, body: &str| {
        let kind = if vendor == "vapi" { "application/json" } else { "application/x-www-form-urlencoded" };
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("authorization", "Bearer x".parse().unwrap());
        headers.insert("content-type", kind.parse().unwrap());
        headers.insert("stripe-version", "2026-10-28.endive".parse().unwrap());
        headers.insert("idempotency-key", "k".parse().unwrap());
        let (path, body) = (path.to_owned(), body.to_owned());
        Exchange {
            method: "POST".into(),
            path,
            query: String::new(),
            headers,
            body,
            status: 200,
            answer: String::new(),
        }
    };
    let vapi = Contract::load("vapi");
    assert!(vapi.violations(&exchange("vapi", "/call", r#"{"assistantId":"a"}"#)).is_empty());
    for wrong in [r#"{"metadata":{}}"#, r#"{"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#] {
        assert!(!vapi.violations(&exchange("vapi", "/call", wrong)).is_empty(), "{wrong}");
    }
    let stripe = Contract::load("stripe");
    let good = "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd";
    assert_eq!(stripe.violations(&exchange("stripe", "/v1/checkout/sessions", good)), Vec::<String>::new());
    for wrong in
        ["mode=buy", "payment_method_types[0]=card", "line_items[0][quantity]=one", "line_items[0][x]=1"]
    {
        assert!(
            !stripe.violations(&exchange("stripe", "/v1/checkout/sessions", wrong)).is_empty(),
            "{wrong}"
        );
    }
    assert!(!stripe.violations(&exchange("stripe", "/v1/checkout", "")).is_empty());
}
