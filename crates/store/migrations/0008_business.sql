-- What a business is: who it is and how it looks, how its agents speak and what they may do, when it is open, and how
-- far its setting-up is. `{}` means what the program says by default.
alter table organisation add column profile jsonb not null default '{}';
alter table organisation add column config jsonb not null default '{}';
alter table organisation add column voice jsonb not null default '{}';
alter table organisation add column hours jsonb not null default '{}';
alter table organisation add column onboarding jsonb not null default '{}';

-- The picture of an organisation, known by the SHA-256 of its bytes.
create table logo (
    org_id text primary key references organisation (id),
    hash text not null,
    media_type text not null,
    bytes bytea not null,
    updated_at timestamptz not null
);
create index logo_hash on logo (hash);

-- Since when a business wants nothing of an account any more. It stays: its calls and payments name it.
alter table account add column disconnected_at timestamptz;
