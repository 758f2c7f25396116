//! Somebody else's program, which receives outgoing webhooks and is asked by tools.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use super::within;

/// What was posted.
#[derive(Debug)]
pub struct Posted {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Posted {
    /// The id of the message.
    pub fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    /// What it says.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The type of what it says.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }
}

/// What is answered: the status and the body.
type Answer = (u16, &'static str);
/// Answers in turn, each as soon as it is known.
type Answers = Arc<Mutex<VecDeque<oneshot::Receiver<Answer>>>>;

/// A program that receives, and answers as told; 200 when nothing is told.
pub struct Receiver {
    pub url: String,
    posted: mpsc::UnboundedReceiver<Posted>,
    answers: Answers,
}

#[derive(Clone)]
struct Desk {
    post: mpsc::UnboundedSender<Posted>,
    answers: Answers,
}

impl Receiver {
    /// Listens on this machine.
    pub async fn start() -> Self {
        let (post_to, posted) = mpsc::unbounded_channel();
        let answers = Answers::default();
        let desk = Desk { post: post_to, answers: Arc::clone(&answers) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let app = Router::new().route("/hooks", post(receive)).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, posted, answers }
    }

    /// Says how the next messages are answered.
    pub fn answer(&self, statuses: &[u16]) {
        for status in statuses {
            self.answer_with(*status, "");
        }
    }

    /// Says how the next message is answered, with a body.
    pub fn answer_with(&self, status: u16, body: &'static str) {
        self.answer_when_told().send((status, body)).unwrap();
    }

    /// The next message waits for its answer until it is told.
    pub fn answer_when_told(&self) -> oneshot::Sender<Answer> {
        let (tell, answer) = oneshot::channel();
        self.answers.lock().unwrap().push_back(answer);
        tell
    }

    /// The next message.
    pub async fn next(&mut self) -> Posted {
        within("a message", self.posted.recv()).await.unwrap()
    }

    /// Asserts that nothing more was posted.
    pub fn assert_silent(&mut self) {
        assert!(self.posted.try_recv().is_err(), "something more was posted");
    }
}

async fn receive(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let told = desk.answers.lock().unwrap().pop_front();
    desk.post.send(Posted { headers, body }).unwrap();
    let (status, body) = match told {
        Some(answer) => answer.await.unwrap(),
        None => (200, ""),
    };
    (StatusCode::from_u16(status).unwrap(), body)
}
