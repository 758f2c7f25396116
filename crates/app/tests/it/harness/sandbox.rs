//! The controls of a sandbox.

use serde_json::{Value, json};

use super::{Answer, Stream, client, within};

/// The controls of a sandbox.
pub struct Sandbox {
    pub base: String,
    http: reqwest::Client,
}

impl Sandbox {
    /// The sandbox at `base`.
    pub fn at(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), http: client() }
    }

    fn path(&self, rest: &str) -> String {
        format!("{}/sandbox/api/{rest}", self.base)
    }

    async fn read(&self, rest: &str) -> Value {
        Answer::of(self.http.get(self.path(rest))).await.good()
    }

    /// Changes faults; what is not named stays.
    pub async fn faults(&self, change: &Value) {
        Answer::of(self.http.put(self.path("faults")).json(change)).await.good();
    }

    /// Changes settings; what is not named stays.
    pub async fn settings(&self, change: &Value) {
        Answer::of(self.http.post(self.path("settings")).json(change)).await.good();
    }

    /// Presses a button beside a payment, such as `pay`, `refund` or `dispute`.
    pub async fn press(&self, payment: &str, button: &str) {
        self.try_press(payment, button).await.good();
    }

    /// The same, whatever comes of it.
    pub async fn try_press(&self, payment: &str, button: &str) -> Answer {
        let path = self.path(&format!("payments/{payment}/{button}"));
        Answer::of(self.http.post(path).json(&json!({}))).await
    }

    /// Lets the sandbox look at the clock.
    pub async fn tick(&self) {
        Answer::of(self.http.post(self.path("tick")).json(&json!({}))).await.good();
    }

    /// Has somebody call a number of ours at Telnyx; its id of the call.
    pub async fn ring_by_telnyx(&self, order: &Value) -> String {
        let call = Answer::of(self.http.post(self.path("telnyx/calls")).json(order)).await.good();
        call["callControlId"].as_str().unwrap().to_owned()
    }

    /// A call at Telnyx.
    pub async fn telnyx_call(&self, id: &str) -> Value {
        self.read(&format!("telnyx/calls/{id}")).await
    }

    /// The figures.
    pub async fn stats(&self) -> Value {
        self.read("stats").await
    }

    /// One figure.
    pub async fn count(&self, name: &str) -> u64 {
        self.stats().await[name].as_u64().unwrap_or_else(|| panic!("there is no figure {name}"))
    }

    /// The calls, newest first.
    pub async fn calls(&self) -> Vec<Value> {
        self.read("calls").await.as_array().unwrap().clone()
    }

    /// The newest checkout sessions, newest first.
    pub async fn checkouts(&self) -> Vec<Value> {
        self.read("checkouts").await.as_array().unwrap().clone()
    }

    /// The payments by card and in coins, newest first.
    pub async fn payments(&self) -> Vec<Value> {
        self.read("payments").await.as_array().unwrap().clone()
    }

    /// The news of the sandbox.
    pub async fn news(&self) -> Stream {
        let mut news = Stream::open(self.http.get(self.path("events"))).await;
        let hello = within("the sandbox says hello", news.next()).await.unwrap();
        assert_eq!(hello.event, "hello");
        news
    }

    /// Waits until `look` finds something, looking again whenever something has happened in the sandbox.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let mut news = self.news().await;
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                assert!(news.next().await.is_some(), "{what}: the sandbox has gone");
            }
        };
        within(what, found).await
    }

    /// Waits until the newest call is in this state, and gives it.
    pub async fn newest_call(&self, state: &str) -> Value {
        let look = async || self.calls().await.into_iter().next().filter(|call| call["state"] == state);
        self.until(&format!("the newest call is {state}"), look).await
    }

    /// Asks a vendor's interface with a key.
    pub async fn ask(&self, path: &str, key: &str) -> Value {
        Answer::of(self.http.get(format!("{}{path}", self.base)).bearer_auth(key)).await.good()
    }
}
