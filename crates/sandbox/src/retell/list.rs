//! Which calls a list is of.

use serde_json::{Map, Value};

use crate::calls::Call;

const PARAMS: [&str; 4] = ["filter_criteria", "limit", "sort_order", "include_total"];
/// Calls of a list that does not say how many.
const USUAL: usize = 50;
/// The most calls of a list.
const MOST: usize = 1_000;

/// What somebody looks for.
#[derive(Debug)]
pub struct Search {
    marks: Vec<(String, String)>,
    /// The most calls to be shown.
    pub limit: usize,
    /// Whether the oldest come first.
    pub ascending: bool,
}

impl Search {
    /// Reads a request; what the sandbox cannot search for is refused and not passed over.
    pub fn read(request: &Map<String, Value>) -> Result<Self, String> {
        if let Some(name) = request.keys().find(|name| !PARAMS.contains(&name.as_str())) {
            return Err(format!("{name} is not imitated by the sandbox"));
        }
        let limit = match request.get("limit").map(Value::as_u64) {
            None => USUAL,
            Some(Some(limit)) => usize::try_from(limit).unwrap_or(MOST).clamp(1, MOST),
            Some(None) => return Err("request/body/limit must be integer".to_owned()),
        };
        let none = Map::new();
        let criteria = request.get("filter_criteria").and_then(Value::as_object).unwrap_or(&none);
        if let Some(name) = criteria.keys().find(|name| *name != "metadata") {
            return Err(format!("filter_criteria.{name} is not imitated by the sandbox"));
        }
        let marks = criteria.get("metadata").and_then(Value::as_array).into_iter().flatten();
        let marks = marks.map(mark).collect::<Result<_, _>>()?;
        Ok(Self { marks, limit, ascending: request.get("sort_order").is_some_and(|o| o == "ascending") })
    }

    /// Whether a call is looked for.
    pub fn finds(&self, call: &Call) -> bool {
        let has = |(key, value): &(String, String)| {
            call.request.get("metadata").and_then(|metadata| metadata.get(key)?.as_str()) == Some(value)
        };
        self.marks.iter().all(has)
    }
}

fn mark(filter: &Value) -> Result<(String, String), String> {
    match (filter["type"].as_str(), filter["op"].as_str(), filter["key"].as_str(), filter["value"].as_str()) {
        (Some("string"), Some("eq"), Some(key), Some(value)) => Ok((key.to_owned(), value.to_owned())),
        _ => Err("only equal texts are looked for in metadata by the sandbox".to_owned()),
    }
}
