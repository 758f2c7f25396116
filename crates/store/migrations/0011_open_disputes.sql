-- Payments that a bank has still to decide about, for the list of them. What was disputed before is marked
-- whether it is decided or not; the list looks at the state itself.
alter table payment add column disputed boolean not null default false;
update payment set disputed = true where cast(state_data as text) like '%dispute_ref%';
create index payment_disputed on payment (org_id, updated_at desc, id desc) where disputed;
