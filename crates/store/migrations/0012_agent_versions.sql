-- What an agent is, says and may do: a draft that people work on, and versions that calls were held by.

create table agent_draft (
    agent_id text primary key references agent (id),
    org_id text not null references organisation (id),
    script jsonb not null,
    updated_at timestamptz not null,
    -- Their name at that time.
    updated_by text not null
);
create index agent_draft_org on agent_draft (org_id, agent_id);

-- Append-only; the newest one is published.
create table agent_version (
    agent_id text not null references agent (id),
    number bigint not null,
    org_id text not null references organisation (id),
    script jsonb not null,
    at timestamptz not null,
    -- Their name at that time.
    published_by text not null,
    note text not null,
    primary key (agent_id, number)
);
create index agent_version_org on agent_version (org_id, agent_id, number);

-- By which version a call was held; null for one before the first, or where the vendor keeps the words.
alter table call add column agent_version bigint;
alter table live_call add column agent_version bigint;
