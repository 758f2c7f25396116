-- One text for SQLite and PostgreSQL. SQLite reads `timestamptz` columns as integer microseconds,
-- PostgreSQL as real instants; both order rightly. Ids are prefixed text (see domain/ids.rs).

create table organisation (
    id text primary key,
    slug text not null unique,
    name text not null,
    time_zone text not null,
    default_region text not null,
    -- How often and how soon people are called again (domain/booking/after_call.rs).
    retry_attempts bigint not null,
    retry_misfires bigint not null,
    retry_pause_ms bigint not null,
    -- The number of the newest event; allocated in the transaction that writes it.
    event_seq bigint not null default 0,
    created_at timestamptz not null
);

create table app_user (
    id text primary key,
    org_id text not null references organisation (id),
    email text not null unique,
    name text not null,
    role text not null,
    password_hash text not null,
    created_at timestamptz not null
);

create table session (
    -- SHA-256 of the token; the token itself is only in the browser.
    token_hash text primary key,
    user_id text not null references app_user (id),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_expiry on session (expires_at);

create table secret (
    org_id text not null references organisation (id),
    name text not null,
    key_id text not null,
    sealed bytea not null,
    updated_at timestamptz not null,
    primary key (org_id, name)
);

create table account (
    id text primary key,
    org_id text not null references organisation (id),
    vendor text not null,
    name text not null,
    -- `sandbox` accounts talk to the sandbox, `live` ones to the vendor.
    mode text not null,
    lines bigint not null,
    priority bigint not null,
    paused boolean not null,
    breaker_failures bigint not null,
    breaker_opened_at timestamptz,
    last_error text,
    created_at timestamptz not null
);
create index account_org on account (org_id, vendor);

create table agent (
    id text primary key,
    org_id text not null references organisation (id),
    account_id text not null references account (id),
    name text not null,
    persona text not null,
    assistant_ref text not null,
    number_ref text not null,
    lines bigint not null,
    priority bigint not null,
    created_at timestamptz not null
);
create index agent_org on agent (org_id, account_id);

create table plan (
    org_id text not null references organisation (id),
    code text not null,
    name text not null,
    description text not null,
    price_minor bigint not null,
    currency text not null,
    duration_seconds bigint not null,
    persona text not null,
    priority bigint not null,
    position bigint not null,
    active boolean not null,
    primary key (org_id, code)
);

create table customer (
    id text primary key,
    org_id text not null references organisation (id),
    phone text not null,
    email text not null,
    name text not null,
    -- When the last free trial was taken.
    trial_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (org_id, phone)
);

create table booking (
    id text primary key,
    org_id text not null references organisation (id),
    customer_id text not null references customer (id),
    name text not null,
    phone text not null,
    email text not null,
    request text not null,
    terms jsonb not null,
    persona text not null,
    state text not null,
    state_data jsonb not null,
    priority bigint not null,
    -- While queued: not to be called before.
    due_at timestamptz,
    scheduled_at timestamptz,
    attempts bigint not null,
    misfires bigint not null,
    consented_at timestamptz not null,
    -- Given by the client, so that a repeated request makes no second booking; with a hash of the body.
    idempotency_key text,
    idempotency_hash text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (org_id, idempotency_key)
);
create index booking_newest on booking (org_id, created_at desc, id desc);
create index booking_state on booking (org_id, state, created_at desc, id desc);
-- The queue: by persona, highest priority first, oldest first.
create index booking_queue on booking (org_id, persona, priority desc, created_at, id) where state = 'queued';
create index booking_due on booking (due_at) where state = 'queued';

create table call (
    id text primary key,
    org_id text not null references organisation (id),
    booking_id text not null references booking (id),
    account_id text not null references account (id),
    agent_id text not null references agent (id),
    limit_seconds bigint not null,
    state text not null,
    state_data jsonb not null,
    vendor_ref text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    ended_at timestamptz
);
create index call_booking on call (booking_id, created_at);
create unique index call_vendor on call (account_id, vendor_ref);
create index call_live on call (org_id, created_at) where ended_at is null;
create index call_ended on call (org_id, ended_at desc) where ended_at is not null;

-- One row per call in flight. Free lines are the limit less these rows; there is no counter.
create table lease (
    call_id text primary key references call (id),
    org_id text not null references organisation (id),
    account_id text not null,
    agent_id text not null,
    taken_at timestamptz not null,
    renewed_at timestamptz not null
);
create index lease_org on lease (org_id, account_id, agent_id);

create table payment (
    id text primary key,
    org_id text not null references organisation (id),
    booking_id text not null references booking (id),
    account_id text not null references account (id),
    amount_minor bigint not null,
    currency text not null,
    state text not null,
    state_data jsonb not null,
    round bigint not null,
    checkout_ref text,
    checkout_url text,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index payment_booking on payment (booking_id, created_at);
create index payment_checkout on payment (account_id, checkout_ref);

-- What happened, append-only, numbered without gaps within the organisation.
create table event (
    org_id text not null references organisation (id),
    seq bigint not null,
    at timestamptz not null,
    kind text not null,
    booking_id text,
    call_id text,
    data jsonb not null,
    primary key (org_id, seq)
);
create index event_booking on event (booking_id, seq) where booking_id is not null;

-- Durable work. A finished job is deleted; one that gave up keeps its row with `dead_at`.
create table job (
    id text primary key,
    org_id text,
    kind text not null,
    dedupe_key text unique,
    payload jsonb not null,
    priority bigint not null,
    run_at timestamptz not null,
    tries bigint not null,
    locked_by text,
    locked_until timestamptz,
    dead_at timestamptz,
    last_error text,
    created_at timestamptz not null
);
create index job_due on job (run_at) where dead_at is null and locked_by is null;
create index job_claim on job (priority desc, run_at) where dead_at is null and locked_by is null;
create index job_leased on job (locked_until) where locked_by is not null;
create index job_dead on job (dead_at) where dead_at is not null;

-- Webhooks as they came in, each once.
create table inbox (
    id text primary key,
    org_id text not null,
    account_id text not null,
    vendor text not null,
    dedupe_key text not null,
    body text not null,
    received_at timestamptz not null,
    processed_at timestamptz,
    outcome text,
    unique (account_id, dedupe_key)
);
create index inbox_age on inbox (received_at);
