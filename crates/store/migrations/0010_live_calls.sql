-- Calls that our own agents hold. The row of a call that is up is the lease of its line.

create table live_call (
    id text primary key,
    org_id text not null references organisation (id),
    account_id text not null references account (id),
    agent_id text not null references agent (id),
    carrier text not null,
    -- The carrier's id of the call.
    carrier_ref text not null,
    -- The number of the person on the line, where the carrier tells it.
    person text,
    -- The node that holds it, and its last sign of life.
    node text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    ended_at timestamptz,
    outcome text,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    letters bigint not null,
    unique (org_id, carrier, carrier_ref)
);
create index live_call_newest on live_call (org_id, started_at desc, id desc);
create index live_call_up on live_call (org_id, account_id, agent_id) where ended_at is null;
create index live_call_ref on live_call (carrier_ref) where ended_at is null;

-- What was said and heard, which is also what the agent knows when a call is resumed.
create table live_line (
    call_id text not null references live_call (id),
    number bigint not null,
    org_id text not null references organisation (id),
    speaker text not null,
    kind text not null,
    turn bigint,
    words text not null,
    at timestamptz not null,
    primary key (call_id, number)
);

-- How long each reply took, in milliseconds from the caller's last sound.
create table live_turn (
    call_id text not null references live_call (id),
    turn bigint not null,
    org_id text not null references organisation (id),
    silent_since timestamptz not null,
    asked bigint not null,
    words_final bigint,
    first_token bigint,
    first_audio bigint,
    decided bigint,
    voice_to_voice bigint not null,
    after_filler boolean not null,
    discarded bigint not null,
    primary key (call_id, turn)
);

-- Whose number rings.
create index agent_number on agent (number_ref);
