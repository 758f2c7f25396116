//! Assistants and phone numbers that every account has.

use serde_json::{Value, json};

const MADE: &str = "2026-01-01T00:00:00.000Z";

/// The assistants of an account.
pub fn assistants(org: &str) -> Vec<Value> {
    let assistant = |id: &str, name: &str, first: &str| {
        json!({
            "id": id, "orgId": org, "createdAt": MADE, "updatedAt": MADE,
            "name": name, "firstMessage": first,
            "model": {"provider": "openai", "model": "gpt-4o"},
            "voice": {"provider": "vapi", "voiceId": "Elliot"},
            "maxDurationSeconds": 600,
        })
    };
    vec![
        assistant(
            "a5000000-0000-4000-8000-000000000001",
            "Friendly caller",
            "Hello {{name}}, this is an AI assistant calling for a friend of yours.",
        ),
        assistant(
            "a5000000-0000-4000-8000-000000000002",
            "Reminder caller",
            "Hello {{name}}, this is an AI assistant with a short reminder.",
        ),
    ]
}

/// The phone numbers of an account.
pub fn phone_numbers(org: &str) -> Vec<Value> {
    vec![
        json!({
            "id": "ff000000-0000-4000-8000-000000000001", "orgId": org, "createdAt": MADE, "updatedAt": MADE,
            "provider": "vapi", "number": "+12025550190", "name": "Sandbox line 1", "status": "active",
        }),
        json!({
            "id": "ff000000-0000-4000-8000-000000000002", "orgId": org, "createdAt": MADE, "updatedAt": MADE,
            "provider": "twilio", "number": "+12025550191", "name": "Sandbox line 2", "status": "active",
            "twilioAccountSid": "AC00000000000000000000000000000001",
        }),
    ]
}
