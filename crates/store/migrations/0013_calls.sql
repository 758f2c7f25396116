-- Lists of calls, newest first.
create index call_newest on call (org_id, created_at desc, id desc);
create index call_agent on call (org_id, agent_id, created_at desc, id desc);
create index live_call_agent on live_call (org_id, agent_id, started_at desc, id desc);
