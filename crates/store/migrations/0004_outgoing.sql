-- Outgoing webhooks: where an organisation wants to hear of its events, and what was sent there.

-- Whether events of the organisation are to be sent anywhere; spares everybody else the work.
alter table organisation add column sends_webhooks boolean not null default false;

create table endpoint (
    id text primary key,
    org_id text not null references organisation (id),
    url text not null,
    description text not null,
    -- Kinds of events, such as `call.ended` or `booking.*`; `[]` means all.
    kinds jsonb not null,
    active boolean not null,
    -- The newest event that was looked at for it.
    cursor_seq bigint not null,
    -- Since when nothing arrived.
    failing_since timestamptz,
    -- Why it was switched off by the program.
    stopped_because text,
    created_at timestamptz not null,
    -- While a secret is being changed, the old one signs as well until then.
    old_secret_until timestamptz
);
create index endpoint_org on endpoint (org_id, created_at, id);

create table delivery (
    -- The id of the message: the same in every try, so that the receiver can tell a repeated one.
    id text primary key,
    org_id text not null references organisation (id),
    endpoint_id text not null references endpoint (id) on delete cascade,
    -- The event; none for a test message.
    event_seq bigint,
    kind text not null,
    body text not null,
    -- `waiting`, `delivered` or `dead`.
    state text not null,
    tries bigint not null,
    next_at timestamptz,
    last_status bigint,
    last_error text,
    last_ms bigint,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (endpoint_id, event_seq)
);
create index delivery_newest on delivery (endpoint_id, created_at desc, id desc);
create index delivery_age on delivery (created_at);
