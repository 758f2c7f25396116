//! The events of a booking in plain words, for the person who booked.

use ringwright_store::Event;

use super::dto::TimelineItem;

/// The events that a visitor is told about, oldest first.
pub(super) fn timeline(events: &[Event]) -> Vec<TimelineItem> {
    events
        .iter()
        .filter_map(|event| {
            Some(TimelineItem {
                seq: event.seq,
                at: event.at.to_string(),
                kind: event.kind.clone(),
                text: words(event)?.to_owned(),
            })
        })
        .collect()
}

fn words(event: &Event) -> Option<&'static str> {
    let attempts = event.data["attempts"].as_u64().unwrap_or(0);
    Some(match event.kind.as_str() {
        "booking.pending" => "We took down your booking.",
        "booking.pending_payment" => "We wait for your payment.",
        "booking.payment_failed" => "The payment did not go through.",
        "payment.paid" => "We received your payment.",
        "payment.refunding" => "We are giving your money back.",
        "payment.refunded" => "Your money is on its way back to you.",
        "payment.partly_refunded" => "A part of your money is on its way back to you.",
        "payment.refund_failed" => "Your money could not be sent back yet; we look into it.",
        "payment.disputed" => "Your bank asked for the money back; we wait for its decision.",
        "payment.dispute_won" => "Your bank decided that the payment stands.",
        "payment.dispute_lost" => "Your bank gave you the money back.",
        "payment.expired" => "The payment was not finished in time.",
        "booking.confirmed" => "Your call is booked.",
        "booking.scheduled" => "We call you at the time you chose.",
        "booking.queued" if attempts == 0 => "You are in line for the next free line.",
        "booking.queued" => "We did not reach you and will try again.",
        "booking.initiating" => "It is your turn.",
        "booking.calling" => "Your conversation has begun.",
        "booking.reprioritised" => "We changed your place in the line.",
        "booking.retried" => "We try to reach you once more.",
        "booking.phone_changed" => "You changed the number to call.",
        "call.initiating" => "A line is free; we are calling you.",
        "call.submission_unknown" => {
            "We are checking with the telephone service that your call goes through."
        }
        "call.ringing" => "Your telephone rings.",
        "call.in_progress" => "You are connected.",
        "call.ended" => outcome(event.data["outcome"].as_str().unwrap_or_default()),
        "booking.completed" => "Your call is complete. Thank you.",
        "booking.no_answer" => "We tried several times and did not reach you.",
        "booking.cancelled" => "The booking was called off.",
        "booking.failed" => "We could not call you.",
        _ => return None,
    })
}

fn outcome(outcome: &str) -> &'static str {
    match outcome {
        "completed" => "The call ended.",
        "duration_reached" => "The call reached its booked time.",
        "busy" => "Your line was busy.",
        "no_answer" => "Nobody picked up.",
        "voicemail" => "A voicemail answered.",
        "screened" => "Call screening answered for you.",
        "rejected" => "The call was declined.",
        "invalid_number" => "The telephone network does not know this number.",
        "cancelled" => "The call was stopped.",
        _ => "The telephone service failed; this is not your doing.",
    }
}
