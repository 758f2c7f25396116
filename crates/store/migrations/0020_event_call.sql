-- What happened in a call that no booking asked for is found by the call.
create index event_call on event (call_id, seq) where call_id is not null;
