-- Recordings of calls: a tape that grows while a call is up, and the file that is kept of it.

create table recording (
    call_id text primary key references live_call (id),
    org_id text not null references organisation (id),
    -- `running` while the call is up, `waiting` to be compressed, `kept`, `gone`.
    state text not null,
    hertz bigint not null,
    started_at timestamptz not null,
    -- For how many days it is kept.
    keep_days bigint not null,
    -- Of what was kept: its length, its bytes, until when, and how loud each side was ten times a second.
    millis bigint,
    bytes bigint,
    expires_at timestamptz,
    caller_peaks bytea,
    agent_peaks bytea
);
