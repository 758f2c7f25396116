//! Changing what the public page says.

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::OrgId;
use ringwright_domain::storefront::Content;
use ringwright_store::NewEvent;
use serde_json::{Map, Value, json};

use crate::audit::subject;
use crate::{Engine, Error, FieldProblem, Result};

/// The longest name of an organisation, in characters.
const NAME_MOST: usize = 60;

impl Engine {
    /// Changes the organisation's name and what its public page says.
    ///
    /// # Errors
    /// When something in it cannot be shown; every such field is told.
    pub async fn change_storefront(
        &self,
        org: &OrgId,
        by: &Actor,
        name: &str,
        content: &Content,
    ) -> Result<()> {
        let name = name.trim();
        let problems = problems(name, content);
        if !problems.is_empty() {
            return Err(Error::fields(problems));
        }
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let before = (tx.organisation().await?, tx.storefront().await?);
        tx.set_storefront(name, content).await?;
        let change = (told(&before.0.name, &before.1), told(name, content));
        self.record(&mut tx, by, "storefront.changed", subject("storefront", org, name), change).await?;
        tx.emit(NewEvent {
            kind: "storefront.changed",
            booking: None,
            call: None,
            data: json!({ "by": by }),
        });
        Ok(tx.commit(now).await?)
    }
}

/// What the audit trail tells of the page: its name and each part of its content.
fn told(name: &str, content: &Content) -> Value {
    let parts = serde_json::to_value(content).unwrap_or_default();
    let mut all: Map<String, Value> = parts.as_object().cloned().unwrap_or_default();
    all.insert("name".to_owned(), json!(name));
    Value::Object(all)
}

fn problems(name: &str, content: &Content) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if name.is_empty() {
        problems.push(FieldProblem::new("name", "required", "this may not be empty"));
    } else if name.chars().count() > NAME_MOST {
        let message = format!("this is longer than {NAME_MOST} characters");
        problems.push(FieldProblem::new("name", "too_long", message));
    } else if name.chars().any(char::is_control) {
        let message = "this holds characters that cannot be shown";
        problems.push(FieldProblem::new("name", "unprintable", message));
    }
    let of_content = content.faults().into_iter();
    problems.extend(
        of_content
            .map(|fault| FieldProblem::new(format!("content.{}", fault.field), fault.code, fault.message)),
    );
    problems
}
