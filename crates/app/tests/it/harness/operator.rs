//! Somebody who is signed in.

use std::sync::OnceLock;

use reqwest::{Method, RequestBuilder};
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, UserId};
use ringwright_engine::auth::hash_password;
use ringwright_store::NewUser;
use serde_json::{Value, json};

use super::{Answer, House, Visitor};

/// Somebody who is signed in.
pub struct Operator {
    pub visitor: Visitor,
    /// The cookie with the access token.
    pub cookie: String,
    /// The cookie with the refresh token.
    pub refresh: String,
}

pub const PASSWORD: &str = "correct horse battery staple";

impl Operator {
    /// Signs in with the demo login.
    pub async fn demo(house: &House) -> Self {
        let login = house.server.login.clone().unwrap();
        Self::sign_in(house, &login.email, &login.password).await
    }

    /// Somebody new with a role in an organisation, signed in.
    pub async fn new(house: &House, org: &OrgId, role: Role) -> Self {
        let email = Self::make(house, org, role).await;
        Self::sign_in(house, &email, PASSWORD).await
    }

    /// Somebody new with a role in an organisation. Gives their mail address.
    pub async fn make(house: &House, org: &OrgId, role: Role) -> String {
        static HASH: OnceLock<String> = OnceLock::new();
        let (engine, now) = (house.engine(), house.engine().now());
        let id = UserId::new(now, engine.chance());
        let email = format!("{id}@example.com");
        // Made once: it takes its time on purpose.
        let password_hash = HASH.get_or_init(|| hash_password(PASSWORD, engine.chance()).unwrap()).clone();
        let user = NewUser {
            id,
            org: org.clone(),
            email: email.clone(),
            name: "Olga Operator".to_owned(),
            role,
            password_hash,
            email_verified_at: Some(now),
        };
        let mut tx = engine.store().begin().await.unwrap();
        tx.insert_user(&user, now).await.unwrap();
        tx.commit().await.unwrap();
        email
    }

    /// Signs in.
    pub async fn sign_in(house: &House, email: &str, password: &str) -> Self {
        let visitor = Visitor::at(&house.visitor.base);
        let answer = visitor.post("/api/auth/login", &json!({ "email": email, "password": password })).await;
        let (cookie, refresh) = (answer.cookie("ringwright_session"), answer.cookie("ringwright_refresh"));
        answer.good();
        Self { visitor, cookie, refresh }
    }

    /// A request with the session's cookie.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.visitor.request(method, path).header("cookie", &self.cookie)
    }

    /// Reads a path.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Deletes what is at a path.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// Puts JSON at a path.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(body)).await
    }

    /// Sends JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }
}
