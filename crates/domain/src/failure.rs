//! The failure catalogue: every failure that a person can meet, with a stable code, a plain sentence
//! and a remedy. The API, the page and the documentation show the same words.

use serde::{Deserialize, Serialize};

/// What sort of failure it is; the HTTP layer chooses the status by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// What was sent cannot be read at all.
    Malformed,
    /// What was sent can be read but breaks a rule.
    Invalid,
    /// Nobody is signed in, or the proof is missing or wrong.
    Unauthenticated,
    /// Somebody is signed in but may not do this.
    Forbidden,
    /// There is no such thing, or not for this asker.
    NotFound,
    /// The thing exists but its state does not allow this.
    Conflict,
    /// The thing is no longer as the asker had seen it.
    Stale,
    /// More was sent than is taken.
    TooLarge,
    /// The body is of a kind that is not taken here.
    UnsupportedMedia,
    /// Too many requests in too short a time.
    RateLimited,
    /// Another company's service failed or is out of reach.
    Vendor,
    /// The program cannot serve right now.
    Unavailable,
    /// A mistake of the program.
    Internal,
    /// A call or payment ended like this; not an answer to a request.
    Outcome,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident, $code:literal, $kind:ident, $sentence:literal, $remedy:literal;)*) => {
        /// A stable failure code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum FailureCode {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl FailureCode {
            /// Every entry, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code, such as `trial_used`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What happened, in one plain sentence.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence),* }
            }

            /// What to do about it.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy),* }
            }

            /// What sort of failure it is.
            pub const fn kind(self) -> FailureKind {
                match self { $(Self::$variant => FailureKind::$kind),* }
            }
        }
    };
}

catalogue! {
    /// The body is no JSON of the expected form.
    MalformedBody, "malformed_body", Malformed,
        "The request could not be read.", "Send JSON of the documented form.";
    /// A field breaks a rule.
    ValidationFailed, "validation_failed", Invalid,
        "Some of what was entered cannot be taken.", "Correct the fields named and send again.";
    /// The content type is not taken.
    UnsupportedMediaType, "unsupported_media_type", UnsupportedMedia,
        "This kind of body is not taken here.", "Send application/json.";
    /// The body is larger than the limit.
    BodyTooLarge, "body_too_large", TooLarge,
        "The request is larger than is taken here.", "Send less.";
    /// No such page or thing.
    NotFound, "not_found", NotFound,
        "There is nothing at this address.", "Check the address.";
    /// The method is not known at this address.
    MethodNotAllowed, "method_not_allowed", Malformed,
        "This address does not take this method.", "See the API reference for the methods it takes.";
    /// No such booking, or the wrong token for it.
    BookingNotFound, "booking_not_found", NotFound,
        "There is no such booking.", "Check the link that you were given.";
    /// No such account.
    AccountNotFound, "account_not_found", NotFound,
        "There is no such account.", "Choose one of the accounts listed.";
    /// No such endpoint of outgoing webhooks, or no such message.
    EndpointNotFound, "endpoint_not_found", NotFound,
        "There is no such webhook endpoint or message.", "Choose one of those listed.";
    /// As many endpoints as there may be.
    TooManyEndpoints, "too_many_endpoints", Conflict,
        "There are as many webhook endpoints as there may be.", "Remove one that is no longer needed.";
    /// No such plan.
    PlanNotFound, "plan_not_found", NotFound,
        "There is no such plan.", "Choose one of the plans listed.";
    /// No such organisation.
    OrganisationNotFound, "organisation_not_found", NotFound,
        "There is no such organisation.", "Check the address.";
    /// The free trial was used in the last 24 hours.
    TrialUsed, "trial_used", Conflict,
        "The free trial of this number or mail address was used in the last 24 hours.", "Choose a paid plan, or come back later.";
    /// The same idempotency key came with another body.
    IdempotencyMismatch, "idempotency_mismatch", Conflict,
        "This idempotency key was used for another request.", "Use a new key for a new request.";
    /// The booking is past the point where it can be cancelled.
    BookingNotCancellable, "booking_not_cancellable", Conflict,
        "This booking can no longer be cancelled.", "Hang up the call if it rings, or ask for help.";
    /// The number can no longer be changed.
    PhoneNotChangeable, "phone_not_changeable", Conflict,
        "The number can no longer be changed.", "Change it while the booking still waits, or book again.";
    /// There is nothing to pay.
    NothingToPay, "nothing_to_pay", Conflict,
        "This booking has nothing left to pay.", "Follow it on its waiting page.";
    /// The organisation does not take payments in this way.
    MethodNotOffered, "method_not_offered", Conflict,
        "This way to pay is not offered here.", "Choose one of the ways that the page shows.";
    /// There is nothing to give back.
    NothingToRefund, "nothing_to_refund", Conflict,
        "There is no money left to give back.", "Look at what was given back already.";
    /// The customer's bank has still to decide about the money.
    PaymentDisputed, "payment_disputed", Conflict,
        "The customer's bank disputes this payment and has not decided yet.",
        "Answer the dispute at the payment service; give money back after the bank has decided.";
    /// No such refund.
    RefundNotFound, "refund_not_found", NotFound,
        "There is no such refund.", "Choose one of the refunds listed.";
    /// The refund is not one that a person sends.
    RefundNotByHand, "refund_not_by_hand", Conflict,
        "This refund is not waiting for somebody to send it.",
        "Only a refund in crypto that waits is settled by hand; others are settled by the payment service.";
    /// The payment service's list could not be compared.
    DayNotOver, "day_not_over", Conflict,
        "This day is not over yet.", "Compare a day that has passed (in UTC).";
    /// The booking is past the point where it can be called again.
    BookingNotRetryable, "booking_not_retryable", Conflict,
        "This booking cannot be called again.",
        "Only a booking that waits in the queue, or one that ended without a call and whose money is still here, \
         can; otherwise book again.";
    /// The booking does not wait any more.
    BookingNotMovable, "booking_not_movable", Conflict,
        "This booking waits no longer, so that its place cannot change.", "Choose one that waits.";
    /// The account lacks its key or its webhook secret.
    AccountNotReady, "account_not_ready", Conflict,
        "This account has no key or no webhook secret yet.", "Enter both, then take it into service.";
    /// No such agent.
    AgentNotFound, "agent_not_found", NotFound,
        "There is no such agent.", "Choose one of the agents listed.";
    /// No such picture.
    LogoNotFound, "logo_not_found", NotFound,
        "There is no such picture.", "It may have been replaced; read the organisation again.";
    /// No such call.
    CallNotFound, "call_not_found", NotFound,
        "There is no such call.", "Choose one of the calls listed.";
    /// No such version of an agent.
    VersionNotFound, "version_not_found", NotFound,
        "There is no such version.", "Choose one of the versions listed.";
    /// No such tool of an agent.
    ToolNotFound, "tool_not_found", NotFound,
        "The draft has no such tool.", "Keep the draft with the tool first, and use the tool's name.";
    /// What would be published is published already.
    NothingToPublish, "nothing_to_publish", Conflict,
        "The draft says what the published version says.", "Change the draft first.";
    /// The draft is not the one that somebody had before them.
    DraftChanged, "draft_changed", Conflict,
        "Somebody else changed this draft since you read it.",
        "Read the agent again, then make your change to what the draft says now.";
    /// A setting is not what somebody had before them.
    SettingsChanged, "settings_changed", Stale,
        "Somebody else changed these settings since you read them.",
        "Reload the page, then make your change to what it says now.";
    /// No such service.
    ServiceNotFound, "service_not_found", NotFound,
        "There is no such service.", "Choose one of the services listed.";
    /// Nobody of this id.
    StaffNotFound, "staff_not_found", NotFound,
        "There is nobody of this id on the staff.", "Choose somebody of the staff.";
    /// The call was not recorded, or its recording is gone.
    RecordingNotFound, "recording_not_found", NotFound,
        "There is no recording of this call.", "It may not have been recorded, or it was deleted.";
    /// No trace of the call was written, or its time is over.
    TraceNotFound, "trace_not_found", NotFound,
        "There is no timing trace of this call.",
        "Start the server with --timing-traces; calls of your own voice have one from then on.";
    /// No such job.
    JobNotFound, "job_not_found", NotFound,
        "There is no such job.", "It may be done already; look at the list again.";
    /// The job is not one that was given up.
    JobNotDead, "job_not_dead", Conflict,
        "This job was not given up.", "Leave it; only jobs that were given up can be deleted.";
    /// The job is being worked on.
    JobRunning, "job_running", Conflict,
        "This job is being worked on at this moment.", "Wait until it is done.";
    /// No such webhook.
    WebhookNotFound, "webhook_not_found", NotFound,
        "There is no such webhook.", "It may be too old to be kept.";
    /// Wrong e-mail or password.
    WrongCredentials, "wrong_credentials", Unauthenticated,
        "The e-mail address or the password is wrong.", "Try again; mind upper and lower case.";
    /// No session.
    NotSignedIn, "not_signed_in", Unauthenticated,
        "You are not signed in.", "Sign in and try again.";
    /// Wrong or missing secret of a task or webhook.
    WrongSecret, "wrong_secret", Unauthenticated,
        "The secret is missing or wrong.", "Send the configured secret.";
    /// The signature of a webhook does not fit.
    WrongSignature, "wrong_signature", Unauthenticated,
        "The signature of this webhook does not fit its body.",
        "Compare the signing secrets on both sides; `ringwright webhook verify` names the reason.";
    /// The role does not allow it.
    RoleForbids, "role_forbids", Forbidden,
        "Your role does not allow this.", "Ask an administrator of your organisation.";
    /// Somebody without an organisation.
    NoOrganisation, "no_organisation", Forbidden,
        "You belong to no organisation.", "Ask for an invitation.";
    /// The organisation was suspended.
    OrganisationSuspended, "organisation_suspended", Forbidden,
        "This organisation is suspended.", "Write to whoever runs this installation.";
    /// The organisation of a public page is suspended, which is not the visitor's business.
    NotTakingBookings, "not_taking_bookings", Conflict,
        "No calls can be booked here at the moment.", "Try again another day, or ask whoever you wanted to book with.";
    /// An API key where only a person may act.
    NotThroughKey, "not_through_key", Forbidden,
        "This cannot be done with an API key.", "Sign in as a person.";
    /// A second factor is needed.
    SecondFactorNeeded, "second_factor_needed", Unauthenticated,
        "A code of your authenticator is needed.", "Enter the code that your authenticator shows, or a recovery code.";
    /// A wrong second factor.
    WrongCode, "wrong_code", Unauthenticated,
        "This code is wrong or was used before.", "Enter the code that your authenticator shows now.";
    /// The second factor is on already.
    SecondFactorOn, "second_factor_on", Conflict,
        "The second factor is on already.", "Switch it off first.";
    /// The second factor is not on.
    SecondFactorOff, "second_factor_off", Conflict,
        "The second factor is not on.", "Set it up first.";
    /// A link by mail that holds no longer.
    LinkExpired, "link_expired", NotFound,
        "This link was used before or holds no longer.", "Ask for a new one.";
    /// No such session.
    SessionNotFound, "session_not_found", NotFound,
        "There is no such session.", "It may have ended already.";
    /// No such member.
    MemberNotFound, "member_not_found", NotFound,
        "There is no such member.", "Choose one of the members listed.";
    /// The only organisation that somebody has.
    LastOrganisation, "last_organisation", Conflict,
        "This is the only organisation that you belong to.", "Delete your account instead, or join another first.";
    /// The last owner.
    LastOwner, "last_owner", Conflict,
        "An organisation needs an owner.", "Make somebody else an owner first.";
    /// Somebody who belongs to the organisation already.
    AlreadyMember, "already_member", Conflict,
        "This person belongs to the organisation already.", "Change their role instead.";
    /// No such invitation.
    InvitationNotFound, "invitation_not_found", NotFound,
        "There is no such invitation.", "It may have been accepted or withdrawn; ask for a new one.";
    /// No such API key.
    KeyNotFound, "key_not_found", NotFound,
        "There is no such API key.", "It may have been revoked already.";
    /// The identity provider is not set up or does not answer.
    ProviderUnavailable, "provider_unavailable", Vendor,
        "Signing in with this service does not work at the moment.", "Sign in with your password, or try again later.";
    /// What the identity provider said cannot be believed.
    ProviderRefused, "provider_refused", Unauthenticated,
        "The other service did not confirm who you are.", "Try again, or sign in with your password.";
    /// The address belongs to a local account that did not prove it.
    ProofNeeded, "proof_needed", Conflict,
        "There is an account with this mail address already.",
        "Sign in with its password; after that this service can be connected.";
    /// Nobody has signed up with the address that the identity provider names.
    NotSignedUp, "not_signed_up", Unauthenticated,
        "There is no account with the mail address that the other service names.",
        "Sign up or accept your invitation with it first; after that you can sign in with this service.";
    /// A request from another site.
    CrossOrigin, "cross_origin", Forbidden,
        "This request came from another site.", "Use the page of this installation.";
    /// Too many tries.
    TooManyAttempts, "too_many_attempts", RateLimited,
        "There were too many tries in a short time.", "Wait a minute and try again.";
    /// Too many requests.
    RateLimited, "rate_limited", RateLimited,
        "There were too many requests in a short time.", "Wait a minute and try again.";
    /// The payment vendor is out of reach.
    PaymentVendorUnavailable, "payment_vendor_unavailable", Vendor,
        "The payment service does not answer at the moment.",
        "Your booking is kept; try the payment again in a minute.";
    /// Nobody speaks.
    VoiceUnavailable, "voice_unavailable", Vendor,
        "No synthesiser of speech answers at the moment.", "Try again in a minute; `ringwright doctor` names them.";
    /// The letters of a day are used up.
    PreviewsUsedUp, "previews_used_up", RateLimited,
        "Enough has been listened to for today.", "Try again tomorrow; calls are not affected.";
    /// The agent says nothing first.
    VoiceSilent, "voice_silent", Conflict,
        "This agent says nothing first.", "Write a first message for it.";
    /// The carrier is out of reach.
    CarrierUnavailable, "carrier_unavailable", Vendor,
        "The telephone service does not answer at the moment.", "The call is placed as soon as it is back.";
    /// The server took too long.
    Timeout, "timeout", Unavailable,
        "This took too long and was given up.", "Try again in a moment.";
    /// The database is out of reach.
    StoreUnavailable, "store_unavailable", Unavailable,
        "The data cannot be reached at the moment.", "Try again in a moment.";
    /// A mistake of the program.
    Internal, "internal", Internal,
        "Something went wrong on our side.", "Try again; if it stays, report the request id.";
    /// The card was declined.
    CardDeclined, "card_declined", Outcome,
        "The card was declined.", "Try another card, or ask your bank.";
    /// The customer failed to authenticate (3-D Secure).
    AuthenticationFailed, "authentication_failed", Outcome,
        "Your bank did not confirm the payment.", "Try again, or use another card.";
    /// Less was paid in crypto than was asked.
    Underpaid, "underpaid", Outcome,
        "Less arrived than the price.", "Pay again by any way; write to us, and what arrived is sent back to you.";
    /// The payment in crypto failed.
    CryptoFailed, "crypto_failed", Outcome,
        "The payment in crypto did not go through.", "Try again, or choose another way to pay.";
    /// The checkout was abandoned.
    CheckoutExpired, "checkout_expired", Outcome,
        "The payment was not finished in time.", "Book again when you are ready.";
    /// The number does not exist.
    InvalidNumber, "invalid_number", Outcome,
        "The number cannot be reached: the telephone network does not know it.", "Book again with another number.";
    /// The person rejected the call.
    CallRejected, "call_rejected", Outcome,
        "The call was rejected.", "Book again when you would like to be called.";
    /// Nobody picked up in any attempt.
    NobodyReached, "nobody_reached", Outcome,
        "We called several times but reached nobody.", "Book again for a time that suits you.";
    /// The call could not be placed.
    CallNotPlaced, "call_not_placed", Outcome,
        "The call could not be placed.", "Nothing is charged for it; book again in a while.";
    /// The vendor lost the call or never told its end.
    CallLost, "call_lost", Outcome,
        "The telephone service lost this call.", "Nothing is charged for it; book again in a while.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_words_are_whole() {
        let mut codes: Vec<_> = FailureCode::ALL.iter().map(|f| f.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), FailureCode::ALL.len());
        for failure in FailureCode::ALL {
            assert!(failure.sentence().ends_with('.') && failure.remedy().ends_with('.'), "{failure:?}");
        }
    }
}
