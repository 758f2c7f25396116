-- The queue is counted and walked in its order without looking at the bookings themselves.
drop index booking_queue;
create index booking_queue on booking (org_id, persona, priority desc, created_at, id, due_at) where state = 'queued';
create index booking_waiting on booking (org_id, priority desc, created_at, id, due_at) where state = 'queued';

-- The payments of a booking in their order. With the organisation in it SQLite, which has no statistics, never
-- takes an index over all of the organisation's payments for better.
drop index payment_booking;
create index payment_booking on payment (booking_id, org_id, created_at, id);
