//! Reading server-sent events (the part of the format that our own server uses).

use futures::StreamExt as _;
use futures::stream::BoxStream;

/// The events of a response.
pub(crate) struct Events {
    bytes: BoxStream<'static, reqwest::Result<Vec<u8>>>,
    buffer: Vec<u8>,
}

impl Events {
    /// Reads the events of a response.
    pub fn of(response: reqwest::Response) -> Self {
        let bytes = response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec())).boxed();
        Self { bytes, buffer: Vec::new() }
    }

    /// The data of the next event; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let text = String::from_utf8_lossy(&block);
                let data: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("data:")).collect();
                if !data.is_empty() {
                    return Some(data.join("\n").trim_start().to_owned());
                }
                continue;
            }
            self.buffer.extend(self.bytes.next().await?.ok()?);
        }
    }
}
