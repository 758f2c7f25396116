-- The hotline complete: what the public page says, ages, ways to pay, refunds, search, figures.

-- Texts, theme and search-engine words of the public page; `{}` means what the program says by default.
alter table organisation add column storefront jsonb not null default '{}';

-- 0: no age is asked for.
alter table plan add column minimum_age bigint not null default 0;
alter table plan add column disclosure text not null default '';
alter table plan add column badge text not null default '';

-- The age that the person confirmed to have reached, where the plan asks for one.
alter table booking add column confirmed_age bigint;

-- The code of the plan, which the terms hold as well.
alter table booking add column plan text not null default '';
update booking set plan = coalesce(terms ->> 'plan', '');
create index booking_plan on booking (org_id, plan, created_at desc, id desc);

-- An agent that is not active gets no new calls; its calls of the past still name it.
alter table agent add column active boolean not null default true;

-- How it is paid: `checkout` (a hosted page), `element` (a form on our page) or `crypto` (an invoice).
alter table payment add column method text not null default 'checkout';
alter table payment add column refunded_minor bigint not null default 0;
alter table payment add column paid_at timestamptz;
-- The vendor's id of the charge, by which it tells of refunds and disputes.
alter table payment add column intent_ref text;
update payment set intent_ref = state_data ->> 'intent_ref' where state in ('paid', 'refunding', 'refunded');
update payment set refunded_minor = cast(state_data ->> 'minor' as bigint) where state = 'refunded';
create index payment_intent on payment (account_id, intent_ref);
-- For the comparison with the vendor's books, by the day of the money.
create index payment_paid on payment (account_id, paid_at) where paid_at is not null;
create index payment_made on payment (org_id, created_at);

-- One free trial per person in 24 hours: a row per phone number and per mail address.
create table trial (
    org_id text not null references organisation (id),
    -- `phone:+1…` or `email:…`.
    person text not null,
    taken_at timestamptz not null,
    primary key (org_id, person)
);

-- Old ones are forgotten.
create index trial_age on trial (taken_at);
-- The trials that were kept with the customers until now.
insert into trial (org_id, person, taken_at)
    select org_id, 'phone:' || phone, trial_at from customer where trial_at is not null;
insert into trial (org_id, person, taken_at)
    select org_id, 'email:' || lower(email), max(trial_at) from customer where trial_at is not null
    group by org_id, lower(email);

-- The words by which a booking is found: of the name, the mail address and the number, in lower case.
create table booking_word (
    org_id text not null references organisation (id),
    word text not null,
    created_at timestamptz not null,
    booking_id text not null references booking (id),
    primary key (org_id, word, created_at, booking_id)
);
create index booking_word_of on booking_word (booking_id, word);
-- Whether its words are noted; those of older bookings are noted bit by bit.
alter table booking add column searchable boolean not null default false;
create index booking_unsearchable on booking (created_at) where not searchable;

-- Counts that nothing else remembers, such as visits of the public page, by day in the organisation's zone.
create table tally (
    org_id text not null references organisation (id),
    -- `YYYY-MM-DD`.
    day text not null,
    step text not null,
    count bigint not null,
    primary key (org_id, day, step)
);

-- A sign of life for every minute (since 1970) in which a node could write.
create table pulse (
    minute bigint primary key
);

-- What came of comparing a day's payments with the vendor's books.
create table reconciliation (
    id text primary key,
    org_id text not null references organisation (id),
    account_id text not null references account (id),
    -- The day in UTC, `YYYY-MM-DD`.
    day text not null,
    compared bigint not null,
    differences jsonb not null,
    checked_at timestamptz not null,
    unique (account_id, day)
);
create index reconciliation_newest on reconciliation (org_id, checked_at desc, id desc);

-- The lists of webhooks and of jobs, newest first.
create index inbox_newest on inbox (org_id, received_at desc, id desc);
create index job_org on job (org_id, created_at desc, id desc);
