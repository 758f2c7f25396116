-- What a business offers, and who does it.
create table service (
    id text primary key,
    org_id text not null references organisation (id),
    name text not null,
    category text not null,
    description text not null,
    duration_minutes bigint not null,
    buffer_minutes bigint not null,
    price_minor bigint not null,
    currency text not null,
    active boolean not null,
    position bigint not null,
    created_at timestamptz not null,
    -- Removed, and can be given back.
    deleted_at timestamptz
);
create index service_listed on service (org_id, position, created_at, id) where deleted_at is null;

create table staff (
    id text primary key,
    org_id text not null references organisation (id),
    name text not null,
    email text not null,
    phone text not null,
    -- Their own hours; `null` means those of the business.
    hours jsonb not null,
    active boolean not null,
    created_at timestamptz not null,
    deleted_at timestamptz
);
create index staff_listed on staff (org_id, created_at, id) where deleted_at is null;

create table service_staff (
    org_id text not null references organisation (id),
    service_id text not null references service (id),
    staff_id text not null references staff (id),
    primary key (service_id, staff_id)
);
create index service_staff_org on service_staff (org_id, service_id, staff_id);
create index service_staff_of on service_staff (staff_id);
