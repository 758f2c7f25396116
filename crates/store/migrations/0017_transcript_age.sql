-- What was said is forgotten when its business says so: the oldest first.
create index live_line_age on live_line (org_id, at);
