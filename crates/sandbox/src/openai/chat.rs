//! Chat completions, whole and in pieces.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::dialogue::{Answer, answer};
use super::routes::refusal;
use crate::faults::Mishap;
use crate::sound::settings::{OpenAi, ms};
use crate::stream::GARBAGE;
use crate::world::{Vendor, World, ended, lock};

/// Answers a request.
pub async fn complete(world: Arc<World>, request: &Value) -> Response {
    let Some(model) = request["model"].as_str() else {
        return refusal(StatusCode::BAD_REQUEST, "you must provide a model parameter");
    };
    if request["messages"].as_array().is_none_or(Vec::is_empty) {
        return refusal(StatusCode::BAD_REQUEST, "messages must be a non-empty array");
    }
    let settings = lock(&world.settings).speech.openai.clone();
    let completion = Completion {
        id: world.ids.prefixed("chatcmpl-", 29),
        call: world.ids.prefixed("call_", 24),
        created: world.now_s(),
        model: model.to_owned(),
        answer: answer(request, settings.reply.as_deref()),
        // About four letters are a token.
        prompt_tokens: request["messages"].to_string().len() / 4,
    };
    if request["stream"] == true {
        return completion.in_pieces(world, &settings, request["stream_options"]["include_usage"] == true);
    }
    let pieces = u32::try_from(completion.deltas().len()).unwrap_or(u32::MAX);
    tokio::time::sleep(ms(settings.first_token_ms) + ms(settings.token_ms) * pieces).await;
    axum::Json(completion.whole()).into_response()
}

struct Completion {
    id: String,
    call: String,
    created: i64,
    model: String,
    answer: Answer,
    prompt_tokens: usize,
}

impl Completion {
    const fn reason(&self) -> &'static str {
        match self.answer {
            Answer::Say(_) => "stop",
            Answer::Use(..) => "tool_calls",
        }
    }

    fn usage(&self) -> Value {
        let completion = self.deltas().len();
        json!({
            "prompt_tokens": self.prompt_tokens, "completion_tokens": completion,
            "total_tokens": self.prompt_tokens + completion,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        })
    }

    fn whole(&self) -> Value {
        let message = match &self.answer {
            Answer::Say(text) => json!({"role": "assistant", "content": text, "refusal": null}),
            Answer::Use(name, arguments) => json!({
                "role": "assistant", "content": null, "refusal": null,
                "tool_calls": [{"id": self.call, "type": "function",
                    "function": {"name": name, "arguments": arguments.to_string()}}],
            }),
        };
        json!({
            "id": self.id, "object": "chat.completion", "created": self.created, "model": self.model,
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": self.reason()}],
            "usage": self.usage(),
        })
    }

    /// The answer in pieces of about a word.
    fn deltas(&self) -> Vec<Value> {
        match &self.answer {
            Answer::Say(text) => {
                let words = text.split_inclusive(' ').map(|word| json!({"content": word}));
                let mut deltas: Vec<Value> = words.collect();
                if let Some(first) = deltas.first_mut() {
                    first["role"] = "assistant".into();
                }
                deltas
            }
            Answer::Use(name, arguments) => {
                let begin = json!({
                    "role": "assistant", "content": null,
                    "tool_calls": [{"index": 0, "id": self.call, "type": "function",
                        "function": {"name": name, "arguments": ""}}],
                });
                let text = arguments.to_string();
                let letters: Vec<char> = text.chars().collect();
                let more = letters.chunks(8).map(|piece| {
                    let piece: String = piece.iter().collect();
                    json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
                });
                std::iter::once(begin).chain(more).collect()
            }
        }
    }

    fn chunk(&self, choices: Value) -> Value {
        json!({
            "id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": self.model,
            "choices": choices,
        })
    }

    fn in_pieces(&self, world: Arc<World>, settings: &OpenAi, usage: bool) -> Response {
        let choice = |delta: Value, reason: Option<&str>| {
            let choice = json!({"index": 0, "delta": delta, "finish_reason": reason, "logprobs": null});
            self.chunk(json!([choice]))
        };
        let mut chunks: Vec<String> =
            self.deltas().into_iter().map(|delta| choice(delta, None).to_string()).collect();
        chunks.push(choice(json!({}), Some(self.reason())).to_string());
        if usage {
            let mut chunk = self.chunk(json!([]));
            chunk["usage"] = self.usage();
            chunks.push(chunk.to_string());
        }
        chunks.push("[DONE]".to_owned());
        let stopped = world.stopped.clone();
        let paced = paced(world, chunks, ms(settings.first_token_ms), ms(settings.token_ms));
        let body = Body::from_stream(paced.take_until(Box::pin(ended(stopped))));
        ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], body).into_response()
    }
}

/// The connection breaks.
type Broken = std::io::Error;

/// Each chunk at its time, unless something goes wrong on purpose.
fn paced(
    world: Arc<World>,
    chunks: Vec<String>,
    first: Duration,
    each: Duration,
) -> impl futures::Stream<Item = Result<Bytes, Broken>> {
    let begun = Instant::now() + first;
    let last = chunks.len().saturating_sub(1);
    let timed = (0_u32..).zip(chunks);
    stream::iter(timed).then(move |(number, chunk)| {
        let world = Arc::clone(&world);
        async move {
            // The end comes with the last word.
            let steps = number.min(u32::try_from(last).unwrap_or(u32::MAX).saturating_sub(2));
            tokio::time::sleep_until(begun + each * steps).await;
            match world.mishap(Vendor::OpenAi) {
                None => Ok(Bytes::from(format!("data: {chunk}\n\n"))),
                Some(Mishap::Garbage) => Ok(Bytes::from(format!("data: {GARBAGE}\n\n"))),
                Some(Mishap::Disconnect) => Err(std::io::ErrorKind::ConnectionReset.into()),
                Some(Mishap::Stall) => std::future::pending().await,
            }
        }
    })
}
