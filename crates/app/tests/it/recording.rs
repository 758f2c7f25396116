//! Recordings: callers are told, both sides are kept, whoever may hears them, and deleting is for good.

use reqwest::Method;
use ringwright_voice::frame::ulaw_encode;
use serde_json::{Value, json};

use crate::harness::{House, Operator, Reply, Speech, Telephone};

const ANNOUNCEMENT: &str = "This call is recorded.";
const GREETING: &str = "Hello, this is Robin. How can I help you?";

/// What there is of a recording, once it is in this state.
async fn in_state(house: &House, operator: &Operator, call: &str, state: &str) -> Value {
    let path = format!("/api/calls/{call}/recording");
    let found = house.until("the recording", async || {
        let answer = operator.get(&path).await.good();
        (answer["state"] == state).then_some(answer)
    });
    found.await
}

async fn record_calls(operator: &Operator, recording: bool) {
    let mut config = operator.get("/api/organizations/config").await.good();
    config["consent"] = json!({ "recording": recording, "announcement": ANNOUNCEMENT });
    config["disclosure"]["ai"] = json!(false);
    operator.put("/api/organizations/config", &config).await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_is_told_recorded_on_both_sides_heard_and_deleted() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, true).await;
    speech.expect("can I book a table for four", [Reply::Say("Of course.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(ANNOUNCEMENT.len() + 1 + GREETING.len()).await;
    telephone.speak();
    telephone.hear("Of course.".len()).await;
    telephone.hang_up();
    let call = house.ended_call().await.id.to_string();
    let kept = in_state(&house, &operator, &call, "kept").await;
    // The announcement and the greeting alone take 20 ms a letter.
    let length = kept["durationMs"].as_u64().unwrap();
    assert!(length > 20 * (ANNOUNCEMENT.len() + GREETING.len()) as u64, "{kept}");
    let peaks = |side: &str| {
        let values = kept["peaks"][side].as_array().unwrap();
        assert!(values.len() as u64 >= length / 100, "{side}: {} for {length} ms", values.len());
        values.iter().map(|value| value.as_u64().unwrap()).max().unwrap()
    };
    assert!(peaks("caller") > 8 && peaks("agent") > 8, "both sides are there");
    let audio = kept["audio"].as_str().unwrap().to_owned();
    let whole = operator.request(Method::GET, &audio).send().await.unwrap();
    assert_eq!(whole.status().as_u16(), 200);
    assert_eq!(whole.headers()["content-type"], "audio/ogg");
    assert_eq!(whole.headers()["cache-control"], "private, no-store");
    let whole = whole.bytes().await.unwrap();
    assert!(whole.starts_with(b"OggS") && whole.len() as u64 == kept["bytes"].as_u64().unwrap());
    let part = operator.request(Method::GET, &audio).header("range", "bytes=4-9").send().await.unwrap();
    assert_eq!(part.status().as_u16(), 206);
    assert_eq!(part.bytes().await.unwrap(), whole[4..10]);
    let folder = house.data().join("recordings");
    house.settle().await;
    assert_eq!(files(&folder), [format!("{call}.opus")], "the tape is gone");
    let path = format!("/api/calls/{call}/recording");
    assert_eq!(operator.delete(&path).await.status, 204);
    let trail = operator.get("/api/audit").await.good();
    assert_eq!(
        (&trail["items"][0]["action"], &trail["items"][0]["subject"]["id"]),
        (&json!("recording.deleted"), &json!(call))
    );
    operator.get(&audio).await.problem(404, "recording_not_found");
    house.settle().await;
    assert!(files(&folder).is_empty(), "its files are gone");
    in_state(&house, &operator, &call, "gone").await;
    operator.delete(&path).await.problem(404, "recording_not_found");
    house.server.stop().await;
}

/// The tones of both sides, in Hz: the imitated voice hums one, the caller the other.
const AGENT_TONE: f64 = 400.0;
const CALLER_TONE: f64 = 1_000.0;
/// What every decoder makes of Opus, in samples a second.
const DECODED: f64 = 48_000.0;

/// Two seconds of the caller's tone, as the telephone sends it.
fn tone() -> &'static [u8] {
    let sample = |n: u32| (f64::from(n) / 8_000.0 * CALLER_TONE * std::f64::consts::TAU).sin() * 8_000.0;
    #[expect(clippy::cast_possible_truncation, reason = "8,000 at most")]
    let tone = (0..16_000).map(|n| ulaw_encode(sample(n) as i16));
    Vec::leak(tone.collect())
}

/// How loud a tone is in a sound (Goertzel's algorithm): its amplitude.
fn loudness(sound: &[f64], tone: f64) -> f64 {
    let turn = 2.0 * (std::f64::consts::TAU * tone / DECODED).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in sound {
        (last, before) = (sample + turn * last - before, last);
    }
    let power = last * last + before * before - turn * last * before;
    #[expect(clippy::cast_precision_loss, reason = "a few seconds of sound")]
    let length = sound.len() as f64;
    2.0 * power.max(0.0).sqrt() / length
}

/// What a program of ffmpeg's says. `cargo xtask test` sees to it that there is one.
fn ask(program: &str, arguments: &[&str], file: &std::path::Path) -> Vec<u8> {
    let at = arguments.iter().position(|argument| argument.is_empty()).unwrap();
    let mut command = std::process::Command::new(program);
    command.args(&arguments[..at]).arg(file).args(&arguments[at + 1..]);
    let answer = command.output().unwrap_or_else(|error| panic!("{program} cannot be run: {error}"));
    assert!(answer.status.success(), "{program}: {}", String::from_utf8_lossy(&answer.stderr));
    answer.stdout
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_opened_by_others_and_each_side_has_a_channel_of_its_own() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, true).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(ANNOUNCEMENT.len() + 1 + GREETING.len()).await;
    telephone.sound(tone()).await;
    telephone.hang_up();
    let call = house.ended_call().await.id.to_string();
    let kept = in_state(&house, &operator, &call, "kept").await;
    let audio = operator.request(Method::GET, kept["audio"].as_str().unwrap()).send().await.unwrap();
    let file = house.data().join("heard elsewhere.opus");
    std::fs::write(&file, audio.bytes().await.unwrap()).unwrap();

    let probed = ask("ffprobe", &["-v", "error", "-show_streams", "-of", "json", ""], &file);
    let probed: Value = serde_json::from_slice(&probed).unwrap();
    let [stream] = &probed["streams"].as_array().unwrap()[..] else { panic!("{probed}") };
    let told = (&stream["codec_name"], &stream["channels"], &stream["sample_rate"]);
    assert_eq!(told, (&json!("opus"), &json!(2), &json!("48000")));
    let decoded = ask("ffmpeg", &["-v", "error", "-i", "", "-f", "s16le", "-"], &file);
    let side = |at: usize| -> Vec<f64> {
        let of = |pair: &[u8]| f64::from(i16::from_le_bytes([pair[2 * at], pair[2 * at + 1]]));
        decoded.chunks_exact(4).map(of).collect()
    };
    let (caller, agent) = (side(0), side(1));
    let length = kept["durationMs"].as_u64().unwrap();
    let heard = caller.len() as u64 / 48;
    assert!(heard.abs_diff(length) <= 20, "{heard} ms are heard of {length}");
    // The telephone gets the agent's sound a little before it is to be heard, and speaks as soon as it has all.
    let spoken = 2_000 + 20 * (ANNOUNCEMENT.len() + GREETING.len()) as u64;
    assert!(heard + 100 >= spoken, "{heard} ms are heard of {spoken}");
    for (side, own, other) in [(&caller, CALLER_TONE, AGENT_TONE), (&agent, AGENT_TONE, CALLER_TONE)] {
        let (own, other) = (loudness(side, own), loudness(side, other));
        // Opus codes two channels together; what of one leaks into the other lies far below it.
        assert!(own > 500.0 && own > 20.0 * other, "{own} of its own tone and {other} of the other's");
    }
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_business_records_nothing_is_not_told_and_not_recorded() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, false).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    let call = house.ended_call().await.id.to_string();
    operator.get(&format!("/api/calls/{call}/recording")).await.problem(404, "recording_not_found");
    assert!(files(&house.data().join("recordings")).is_empty());
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_whose_time_is_over_is_deleted() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, true).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    let call = house.ended_call().await.id.to_string();
    let kept = in_state(&house, &operator, &call, "kept").await;
    let config = operator.get("/api/organizations/config").await.good();
    let days = config["retention"]["recordingDays"].as_u64().unwrap();
    assert!(kept["expiresAt"].is_string());
    house.jump(std::time::Duration::from_secs((days + 1) * 24 * 3_600)).await;
    let folder = house.data().join("recordings");
    house.settle().await;
    assert!(files(&folder).is_empty(), "its files are gone");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_deletes_while_the_call_is_up_leaves_nothing_of_it() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, true).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let call = tx.newest_live_calls(house.engine().now(), 1).await.unwrap()[0].id.to_string();
    drop(tx);
    let path = format!("/api/calls/{call}/recording");
    in_state(&house, &operator, &call, "running").await;
    assert_eq!(operator.delete(&path).await.status, 204);
    telephone.hang_up();
    assert_eq!(house.ended_call().await.id.to_string(), call);
    house.settle().await;
    let folder = house.data().join("recordings");
    house.until("the end of its files", async || files(&folder).is_empty().then_some(())).await;
    in_state(&house, &operator, &call, "gone").await;
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_is_forgotten_when_its_time_is_over() {
    let speech = Speech::start().await;
    let house = House::that_talks(speech.settings()).await;
    let operator = Operator::demo(&house).await;
    record_calls(&operator, false).await;
    let mut config = operator.get("/api/organizations/config").await.good();
    config["retention"]["transcriptDays"] = json!(3);
    operator.put("/api/organizations/config", &config).await.good();
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    let path = format!("/api/calls/{}", house.ended_call().await.id);
    let day = std::time::Duration::from_secs(24 * 3_600);
    house.jump(2 * day).await;
    house.engine().clean_up_now().await.unwrap();
    let operator = Operator::demo(&house).await;
    let told = operator.get(&path).await.good();
    assert_eq!(told["transcript"][0]["words"], GREETING, "{told}");
    house.jump(2 * day).await;
    house.engine().clean_up_now().await.unwrap();
    let operator = Operator::demo(&house).await;
    let told = operator.get(&path).await.good();
    assert_eq!(told["transcript"], json!([]), "{told}");
    assert_eq!(told["call"]["id"].as_str(), path.rsplit('/').next(), "the call itself stays");
    house.server.stop().await;
}

fn files(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
