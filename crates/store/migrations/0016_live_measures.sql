-- Sounds of callers that fell into an agent's speech, and what calls cost by part.

create table live_overlap (
    call_id text not null references live_call (id),
    number bigint not null,
    org_id text not null references organisation (id),
    at timestamptz not null,
    -- `interruption`: how long until the agent was silent; `false_alarm`: how long it was silent for nothing.
    kind text not null,
    millis bigint not null,
    primary key (call_id, number)
);
create index live_overlap_when on live_overlap (org_id, at desc);
create index live_turn_when on live_turn (org_id, silent_since desc);

-- Sound that recognisers heard, and what each kind of vendor takes, in millionths of a US dollar.
alter table live_call add column heard_millis bigint not null default 0;
alter table live_call add column recognition_micros bigint not null default 0;
alter table live_call add column model_micros bigint not null default 0;
alter table live_call add column synthesis_micros bigint not null default 0;
