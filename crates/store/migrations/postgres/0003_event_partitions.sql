-- PostgreSQL only: events in partitions by month of UTC. The table so far becomes the default partition as it
-- is, so that this step is short; `Store::make_event_months` makes the months and moves the rows to theirs.
--
-- Every partition has a primary key (org_id, seq) of its own. Over all of them numbers stay single, because the
-- lock on the organisation's row gives them out; the row is written with every event, hence no foreign key.

lock table organisation, event in access exclusive mode;

alter table event drop constraint event_org_id_fkey;
alter table event rename to event_default;
alter index event_pkey rename to event_default_pkey;
alter index event_booking rename to event_default_booking;

create table event (
    org_id text not null,
    seq bigint not null,
    at timestamptz not null,
    kind text not null,
    booking_id text,
    call_id text,
    data jsonb not null
) partition by range (at);
create index event_booking on event (booking_id, seq) where booking_id is not null;

-- Whatever no month covers, such as the events of a node whose clock has jumped.
alter table event attach partition event_default default;
