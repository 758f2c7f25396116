//! Somebody who is signed in.

use reqwest::{Method, RequestBuilder};
use ringwright_domain::ids::{OrgId, UserId};
use ringwright_engine::auth::hash_password;
use ringwright_store::NewUser;
use serde_json::{Value, json};

use super::{Answer, House, Visitor};

/// Somebody who is signed in.
pub struct Operator {
    visitor: Visitor,
    cookie: String,
}

const PASSWORD: &str = "correct horse battery staple";

impl Operator {
    /// Signs in with the demo login.
    pub async fn demo(house: &House) -> Self {
        let login = house.server.login.clone().unwrap();
        Self::sign_in(house, &login.email, &login.password).await
    }

    /// Somebody new with a role in an organisation, signed in.
    pub async fn new(house: &House, org: &OrgId, role: &str) -> Self {
        let (engine, now) = (house.engine(), house.engine().now());
        let id = UserId::new(now, engine.chance());
        let email = format!("{id}@example.com");
        let password_hash = hash_password(PASSWORD, engine.chance()).unwrap();
        let user = NewUser {
            id,
            org: org.clone(),
            email: email.clone(),
            name: "Olga Operator".to_owned(),
            role: role.to_owned(),
            password_hash,
        };
        let mut tx = engine.store().begin().await.unwrap();
        tx.insert_user(&user, now).await.unwrap();
        tx.commit().await.unwrap();
        Self::sign_in(house, &email, PASSWORD).await
    }

    async fn sign_in(house: &House, email: &str, password: &str) -> Self {
        let visitor = Visitor::at(&house.visitor.base);
        let answer = visitor.post("/api/auth/login", &json!({ "email": email, "password": password })).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        answer.good();
        Self { visitor, cookie }
    }

    /// A request with the session's cookie.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.visitor.request(method, path).header("cookie", &self.cookie)
    }

    /// Reads a path.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
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
