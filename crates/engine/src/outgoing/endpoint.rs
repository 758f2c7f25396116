//! Endpoints: making, changing and dropping them, changing their secret, trying them.

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{EndpointId, OrgId};
use ringwright_domain::outgoing::{BOTH_SECRETS, Kinds};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Delivery, Endpoint, NewEvent, OrgTx, Subject};
use ringwright_vendors::Secret;
use ringwright_vendors::outgoing::{check_address, new_secret};
use serde_json::{Value, json};

use super::secrets;
use crate::audit::subject;
use crate::system::random_bytes;
use crate::{Engine, Error, FieldProblem, Result};

/// Endpoints of an organisation, at most.
const MOST: usize = 20;
const DESCRIPTION_MOST: usize = 200;
const KINDS_MOST: usize = 50;

/// What is asked of an endpoint, unchecked. What is `None` stays as it is, or as is usual.
#[derive(Debug, Clone, Default)]
pub struct EndpointRequest {
    /// Where messages are posted.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it wants to hear; none means all.
    pub kinds: Option<Vec<String>>,
    /// Whether messages are sent.
    pub active: Option<bool>,
}

/// An endpoint with its secret, which is shown once.
#[derive(Debug)]
pub struct MadeEndpoint {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// What signs its messages.
    pub secret: Secret,
}

impl Engine {
    /// Makes an endpoint, which hears of events from here on.
    ///
    /// # Errors
    /// When fields are wrong or there are too many endpoints.
    pub async fn make_endpoint(
        &self,
        org: &OrgId,
        by: &Actor,
        request: &EndpointRequest,
    ) -> Result<MadeEndpoint> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        // Under the lock no event is written that the new endpoint would miss, and no other is made.
        let cursor = tx.lock_events().await?;
        if tx.endpoints().await?.len() >= MOST {
            return Err(Error::refused(FailureCode::TooManyEndpoints));
        }
        let blank = Endpoint {
            id: EndpointId::new(now, self.chance()),
            url: String::new(),
            description: String::new(),
            kinds: Kinds::default(),
            active: true,
            cursor,
            failing_since: None,
            stopped_because: None,
            created_at: now,
            old_secret_until: None,
        };
        let endpoint = self.changed(blank, request)?;
        tx.insert_endpoint(&endpoint).await?;
        let secret = self.put_new_secret(&mut tx, &endpoint.id, now).await?;
        let change = (Value::Null, told(&endpoint));
        self.record(&mut tx, by, "endpoint.made", about(&endpoint), change).await?;
        emit(&mut tx, "endpoint.made", &endpoint.id);
        tx.commit(now).await?;
        Ok(MadeEndpoint { endpoint, secret })
    }

    /// Changes an endpoint. One that is switched on again hears of events from then on.
    ///
    /// # Errors
    /// When fields are wrong or there is no such endpoint.
    pub async fn change_endpoint(
        &self,
        org: &OrgId,
        id: &EndpointId,
        by: &Actor,
        request: &EndpointRequest,
    ) -> Result<Endpoint> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let before = tx.endpoint_for_update(id).await?.ok_or_else(missing)?;
        let last = tx.lock_events().await?;
        let (was, was_active) = (told(&before), before.active);
        let mut endpoint = self.changed(before, request)?;
        if endpoint.active && !was_active {
            endpoint.cursor = last;
            endpoint.failing_since = None;
            endpoint.stopped_because = None;
        }
        tx.update_endpoint(&endpoint).await?;
        let change = (was, told(&endpoint));
        self.record(&mut tx, by, "endpoint.changed", about(&endpoint), change).await?;
        emit(&mut tx, "endpoint.changed", id);
        tx.commit(now).await?;
        Ok(endpoint)
    }

    /// Drops an endpoint with its messages and secrets.
    ///
    /// # Errors
    /// When there is no such endpoint.
    pub async fn drop_endpoint(&self, org: &OrgId, id: &EndpointId, by: &Actor) -> Result<()> {
        let mut tx = self.org(org).begin().await?;
        let endpoint = tx.endpoint_for_update(id).await?.ok_or_else(missing)?;
        tx.delete_endpoint(id).await?;
        tx.delete_secret(&secrets::current(id)).await?;
        tx.delete_secret(&secrets::before(id)).await?;
        let change = (told(&endpoint), Value::Null);
        self.record(&mut tx, by, "endpoint.dropped", about(&endpoint), change).await?;
        emit(&mut tx, "endpoint.dropped", id);
        Ok(tx.commit(self.now()).await?)
    }

    /// Gives an endpoint a new secret. The one before signs as well for a day.
    ///
    /// # Errors
    /// When there is no such endpoint.
    pub async fn change_endpoint_secret(
        &self,
        org: &OrgId,
        id: &EndpointId,
        by: &Actor,
    ) -> Result<MadeEndpoint> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut endpoint = tx.endpoint_for_update(id).await?.ok_or_else(missing)?;
        let vault = self.desk().vault();
        if let Some(old) = tx.secret(vault, &secrets::current(id)).await? {
            let nonce = random_bytes(self.chance());
            tx.put_secret(vault, &secrets::before(id), nonce, &old, now).await?;
        }
        endpoint.old_secret_until = Some(now.plus(BOTH_SECRETS));
        tx.update_endpoint(&endpoint).await?;
        let secret = self.put_new_secret(&mut tx, id, now).await?;
        // Never what it is.
        let change = (Value::Null, json!({ "oldSignsUntil": endpoint.old_secret_until }));
        self.record(&mut tx, by, "endpoint.secret_changed", about(&endpoint), change).await?;
        emit(&mut tx, "endpoint.secret_changed", id);
        tx.commit(now).await?;
        Ok(MadeEndpoint { endpoint, secret })
    }

    /// Sends a test message to an endpoint.
    ///
    /// # Errors
    /// When there is no such endpoint.
    pub async fn try_endpoint(&self, org: &OrgId, id: &EndpointId, by: &Actor) -> Result<Delivery> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let endpoint = tx.endpoint(id).await?.ok_or_else(missing)?;
        let body = json!({
            "type": "endpoint.test",
            "timestamp": now.to_string(),
            "data": { "endpointId": id },
        });
        let message = self.message(&endpoint, "endpoint.test", None, body.to_string(), now);
        self.post_later(&mut tx, &message).await?;
        self.record(&mut tx, by, "endpoint.tested", about(&endpoint), Default::default()).await?;
        tx.commit(now).await?;
        Ok(message)
    }

    async fn put_new_secret(&self, tx: &mut OrgTx, id: &EndpointId, now: Instant) -> Result<Secret> {
        let secret = new_secret(random_bytes(self.chance()));
        let nonce = random_bytes(self.chance());
        tx.put_secret(self.desk().vault(), &secrets::current(id), nonce, secret.expose(), now).await?;
        Ok(secret)
    }

    fn changed(&self, endpoint: Endpoint, request: &EndpointRequest) -> Result<Endpoint> {
        let mut problems = Vec::new();
        let mut endpoint = endpoint;
        match request.url.as_deref() {
            Some(url) => match check_address(url, self.courier().reach()) {
                Ok(url) => endpoint.url = url.to_string(),
                Err(error) => problems.push(FieldProblem::new("url", "unsound", error.to_string())),
            },
            None if endpoint.url.is_empty() => {
                problems.push(FieldProblem::new("url", "required", "say where messages are to be posted"));
            }
            None => {}
        }
        if let Some(description) = &request.description {
            let description = description.trim();
            if description.chars().count() > DESCRIPTION_MOST || description.chars().any(char::is_control) {
                let message = format!("write at most {DESCRIPTION_MOST} characters on one line");
                problems.push(FieldProblem::new("description", "too_long", message));
            }
            description.clone_into(&mut endpoint.description);
        }
        if let Some(kinds) = &request.kinds {
            match Kinds::parse(kinds.iter().map(String::as_str)) {
                Ok(kinds) if kinds.as_slice().len() <= KINDS_MOST => endpoint.kinds = kinds,
                Ok(_) => problems.push(FieldProblem::new(
                    "kinds",
                    "too_many",
                    format!("name at most {KINDS_MOST}"),
                )),
                Err(error) => problems.push(FieldProblem::new("kinds", "unsound", error.to_string())),
            }
        }
        endpoint.active = request.active.unwrap_or(endpoint.active);
        if problems.is_empty() { Ok(endpoint) } else { Err(Error::fields(problems)) }
    }
}

/// An endpoint as the audit trail names it.
fn about(endpoint: &Endpoint) -> Subject {
    subject("endpoint", &endpoint.id, &endpoint.description)
}

/// What the audit trail tells of an endpoint.
fn told(endpoint: &Endpoint) -> Value {
    json!({
        "url": endpoint.url, "description": endpoint.description, "kinds": endpoint.kinds.as_slice(),
        "active": endpoint.active,
    })
}

fn missing() -> Error {
    Error::refused(FailureCode::EndpointNotFound)
}

fn emit(tx: &mut OrgTx, kind: &'static str, id: &EndpointId) {
    tx.emit(NewEvent { kind, booking: None, call: None, data: json!({ "endpoint": id }) });
}
