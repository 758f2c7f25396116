//! Form bodies with brackets: `line_items[0][price_data][currency]=usd`.

use serde_json::{Map, Value};

use super::error::{Answer, Refusal};

/// Deeper than anything Stripe accepts.
const MOST_BRACKETS: usize = 8;

/// Reads a form body or a query into nested objects with texts at the ends.
pub fn decode(text: &str) -> Answer<Map<String, Value>> {
    let mut root = Map::new();
    for (key, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let path = segments(&key)?;
        let mut here = &mut root;
        let Some((last, parents)) = path.split_last() else { continue };
        for parent in parents {
            let name = numbered(here, parent);
            let next = here.entry(name).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(next) = next else {
                return Err(Refusal::invalid(format!("Conflicting values for the parameter {key}")));
            };
            here = next;
        }
        here.insert(numbered(here, last), Value::String(value.into_owned()));
    }
    Ok(root)
}

/// `a[]=x&a[]=y` counts by itself.
fn numbered(here: &Map<String, Value>, name: &str) -> String {
    if name.is_empty() { here.len().to_string() } else { name.to_owned() }
}

fn segments(key: &str) -> Answer<Vec<&str>> {
    let Some((head, rest)) = key.split_once('[') else { return Ok(vec![key]) };
    let rest = rest.strip_suffix(']').filter(|rest| rest.matches("][").count() < MOST_BRACKETS);
    let Some(rest) = rest else {
        return Err(Refusal::invalid(format!("Invalid parameter name: {key}")));
    };
    Ok(std::iter::once(head).chain(rest.split("][")).collect())
}

/// Some parameters, and where they stand, for error messages.
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

impl<'a> Fields<'a> {
    /// The parameters of a request.
    pub fn root(map: &'a Map<String, Value>) -> Self {
        Self { map, path: String::new() }
    }

    /// The full name of a parameter.
    pub fn name(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}[{name}]", self.path) }
    }

    /// Refuses parameters that are not on the list.
    pub fn known(&self, names: &[&str]) -> Answer<()> {
        match self.map.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(Refusal::unknown(&self.name(name))),
            None => Ok(()),
        }
    }

    /// A text; an empty one is refused, as Stripe reads it as an attempt to unset.
    pub fn text(&self, name: &str) -> Answer<Option<&'a str>> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Err(Refusal::param(
                &self.name(name),
                "parameter_invalid_empty",
                format!(
                    "You passed an empty string for '{0}'. We assume empty values are an attempt to unset a \
                     parameter; however '{0}' cannot be unset. You should remove '{0}' from your request or \
                     supply a non-empty value.",
                    self.name(name)
                ),
            )),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::param(&self.name(name), "parameter_invalid_string", "Invalid string")),
        }
    }

    /// A text that must be there.
    pub fn required(&self, name: &str) -> Answer<&'a str> {
        self.text(name)?.ok_or_else(|| Refusal::missing(&self.name(name)))
    }

    /// A text with a maximal length, owned.
    pub fn short(&self, name: &str, most: usize) -> Answer<Option<String>> {
        match self.text(name)? {
            Some(text) if text.chars().count() > most => Err(Refusal::param(
                &self.name(name),
                "parameter_invalid_string",
                format!("Invalid string: must be at most {most} characters"),
            )),
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Answer<Option<i64>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let number = text.parse().map_err(|_| {
            Refusal::param(
                &self.name(name),
                "parameter_invalid_integer",
                format!("Invalid integer: {}", text.chars().take(40).collect::<String>()),
            )
        })?;
        Ok(Some(number))
    }

    /// One of a few words.
    pub fn choice(&self, name: &str, words: &[&str]) -> Answer<Option<&'a str>> {
        match self.text(name)? {
            Some(word) if !words.contains(&word) => Err(Refusal::invalid(format!(
                "Invalid {}: must be one of {}",
                self.name(name),
                words.join(", ")
            ))),
            word => Ok(word),
        }
    }

    /// Nested parameters.
    pub fn object(&self, name: &str) -> Answer<Option<Self>> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self { map, path: self.name(name) })),
            Some(_) => Err(Refusal::param(&self.name(name), "parameter_invalid_object", "Invalid object")),
        }
    }

    /// A list of nested parameters, in the order of their numbers.
    pub fn objects(&self, name: &str) -> Answer<Vec<Self>> {
        let Some(list) = self.object(name)? else { return Ok(Vec::new()) };
        list.in_order().into_iter().map(|index| list.object(index).map(Option::into_iter)).try_fold(
            Vec::new(),
            |mut all, item| {
                all.extend(item?);
                Ok(all)
            },
        )
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Answer<Vec<&'a str>> {
        let Some(list) = self.object(name)? else { return Ok(Vec::new()) };
        list.in_order().into_iter().map(|index| list.required(index)).collect()
    }

    fn in_order(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.map.keys().map(String::as_str).collect();
        names.sort_by_key(|name| name.parse::<u64>().unwrap_or(u64::MAX));
        names
    }

    /// Metadata: a few short texts.
    pub fn metadata(&self, name: &str) -> Answer<Map<String, Value>> {
        let Some(fields) = self.object(name)? else { return Ok(Map::new()) };
        if fields.map.len() > 50 {
            return Err(Refusal::param(&fields.path, "parameter_invalid", "Metadata can have up to 50 keys"));
        }
        for (key, value) in fields.map {
            let long = value.as_str().is_none_or(|text| text.chars().count() > 500);
            if key.chars().count() > 40 || long {
                let message = "Metadata keys can be up to 40 characters long and values up to 500 characters";
                return Err(Refusal::param(&fields.name(key), "parameter_invalid_string", message));
            }
        }
        Ok(fields.map.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_nest() {
        let form = decode("a[0][b]=1&a[1][b]=2&m[k%20y]=v+w&list[]=x&list[]=y&plain=%C3%A5").unwrap();
        assert_eq!(
            Value::Object(form.clone()),
            json!({"a": {"0": {"b": "1"}, "1": {"b": "2"}}, "m": {"k y": "v w"},
                "list": {"0": "x", "1": "y"}, "plain": "å"})
        );
        let fields = Fields::root(&form);
        assert_eq!(fields.texts("list").unwrap(), ["x", "y"]);
        assert_eq!(fields.objects("a").unwrap()[1].integer("b").unwrap(), Some(2));
        assert_eq!(fields.objects("a").unwrap()[1].name("b"), "a[1][b]");
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(decode("a[b=1").is_err());
        assert!(decode("a=1&a[b]=1").is_err());
        assert!(decode(&format!("a{}=1", "[b]".repeat(50))).is_err());
    }
}
