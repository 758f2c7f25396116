//! Server-sent events, read as a browser does.

use futures::StreamExt as _;
use futures::stream::BoxStream;

/// A message of a stream.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: Option<i64>,
    pub event: String,
    pub data: String,
}

/// A stream of server-sent events.
pub struct Stream {
    bytes: BoxStream<'static, reqwest::Result<Vec<u8>>>,
    buffer: Vec<u8>,
}

impl Stream {
    /// Opens a stream.
    pub async fn open(request: reqwest::RequestBuilder) -> Self {
        let response = super::within("a stream", request.send()).await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{}", response.url());
        let bytes = response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec())).boxed();
        Self { bytes, buffer: Vec::new() }
    }

    /// The next message; `None` when the stream has ended or broken.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                if let Some(message) = read(&String::from_utf8(block).unwrap()) {
                    return Some(message);
                }
                continue;
            }
            self.buffer.extend(self.bytes.next().await?.ok()?);
        }
    }
}

fn read(block: &str) -> Option<Message> {
    let field = |name: &str| {
        let values =
            block.lines().filter_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim_start()));
        values.collect::<Vec<_>>().join("\n")
    };
    let data = field("data");
    let message = Message { id: field("id").parse().ok(), event: field("event"), data };
    Some(message).filter(|message| !message.data.is_empty())
}
