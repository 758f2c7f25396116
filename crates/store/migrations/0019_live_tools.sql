-- What agents had done by servers of their business during calls. It is forgotten with what was said.

create table live_tool (
    call_id text not null references live_call (id),
    number bigint not null,
    org_id text not null references organisation (id),
    turn bigint,
    name text not null,
    -- What it was told: JSON, where the model kept to that.
    arguments text not null,
    asked_at timestamptz not null,
    -- Missing until it is known what came of it.
    outcome text,
    result text,
    millis bigint,
    primary key (call_id, number)
);
create index live_tool_age on live_tool (org_id, asked_at);
