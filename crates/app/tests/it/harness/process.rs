//! The program as a process of its own.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use super::within;

type Lines = Arc<Mutex<Vec<String>>>;

/// The program as a process of its own. It dies with this value.
pub struct Process {
    child: Child,
    said: mpsc::UnboundedReceiver<String>,
    complained: Lines,
}

/// What a process that has ended leaves.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The program with these arguments, in an environment that says nothing about Ringwright.
pub fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringwright"));
    for (name, _) in std::env::vars() {
        if ["RINGWRIGHT_", "VAPI_", "STRIPE_"].iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.args(args).kill_on_drop(true);
    command
}

impl Process {
    /// Starts a process that goes on.
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, said) = mpsc::unbounded_channel();
        let complained = Lines::default();
        let kept = Arc::clone(&complained);
        // Fails when the story is over; nobody listens then.
        read(child.stdout.take().unwrap(), move |line| drop(sender.send(line)));
        read(child.stderr.take().unwrap(), move |line| lock(&kept).push(line));
        Self { child, said, complained }
    }

    /// Runs a process to its end.
    pub async fn run(command: &mut Command, input: &str) -> Ended {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that reads nothing may close it first.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = within("the program ends", child.wait_with_output()).await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Waits for the address that the program says first.
    pub async fn address(&mut self) -> String {
        let found = async {
            while let Some(line) = self.said.recv().await {
                if let Some(at) = line.find("http://") {
                    return line[at..].split_whitespace().next().unwrap().trim_end_matches('/').to_owned();
                }
            }
            panic!("the program has ended: {}", self.complaints());
        };
        within("the program says where it listens", found).await
    }

    /// Waits for a line that holds this, and gives it.
    pub async fn says(&mut self, what: &str) -> String {
        let found = async {
            while let Some(line) = self.said.recv().await {
                if line.contains(what) {
                    return line;
                }
            }
            panic!("the program has ended without saying {what}");
        };
        within(what, found).await
    }

    /// What it has written to standard error.
    pub fn complaints(&self) -> String {
        lock(&self.complained).join("\n")
    }

    /// `kill -9`.
    pub async fn kill(mut self) -> String {
        self.child.kill().await.unwrap();
        self.complaints()
    }
}

fn lock(lines: &Lines) -> std::sync::MutexGuard<'_, Vec<String>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(pipe: impl AsyncRead + Unpin + Send + 'static, mut keep: impl FnMut(String) + Send + 'static) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(pipe).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            keep(line);
        }
    });
}
