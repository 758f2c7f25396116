//! Spans of time that are counted by in one statement.

use ringwright_domain::Instant;
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::tx::{Inner, Tx};

/// From an instant until before another.
pub type Span = (Instant, Instant);

/// The spans of parameter `$2` as rows `s`: their place `n` from 0, `begins` and `ends`.
macro_rules! spans_sqlite {
    () => {
        "(select key as n, value ->> 0 as begins, value ->> 1 as ends from json_each($2)) as s"
    };
}

/// See [`spans_sqlite`].
macro_rules! spans_pg {
    () => {
        "(select place - 1 as n, cast(span ->> 0 as timestamptz) as begins, \
         cast(span ->> 1 as timestamptz) as ends \
         from jsonb_array_elements($2) with ordinality as given (span, place)) as s"
    };
}

pub(crate) use {spans_pg, spans_sqlite};

impl Tx {
    /// The spans as a parameter.
    pub(crate) fn spans(&self, spans: &[Span]) -> Json<Value> {
        let instant = |at: Instant| match self.inner {
            Inner::Sqlite(_) => json!(at.micros()),
            Inner::Pg(_) => json!(at.to_string()),
        };
        Json(spans.iter().map(|(from, to)| json!([instant(*from), instant(*to)])).collect())
    }
}

/// What was counted, by the places of their spans.
pub(crate) fn by_span<T: Clone>(spans: &[Span], counted: impl IntoIterator<Item = (i64, T)>) -> Vec<Vec<T>> {
    let mut all = vec![Vec::new(); spans.len()];
    for (place, found) in counted {
        if let Some(of) = usize::try_from(place).ok().and_then(|place| all.get_mut(place)) {
            of.push(found);
        }
    }
    all
}
