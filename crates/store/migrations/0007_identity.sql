-- People, what they are in organisations, their sessions, keys of programs, mails, and the audit trail.
-- `app_user.org_id` stays the organisation that a person enters first; what they may do is in `membership`.

alter table organisation add column suspended_at timestamptz;

alter table app_user add column email_verified_at timestamptz;
-- Looks after the whole installation.
alter table app_user add column platform_admin boolean not null default false;
alter table app_user add column terms_accepted_at timestamptz;
alter table app_user add column locale text not null default '';
alter table app_user add column time_zone text not null default '';
alter table app_user add column preferences jsonb not null default '{}';
-- Since when a code of an authenticator is asked for, and the newest time step that was used.
alter table app_user add column totp_since timestamptz;
alter table app_user add column totp_step bigint not null default 0;
-- Who they are at Google.
alter table app_user add column google_subject text;
create unique index app_user_google on app_user (google_subject);
-- Whoever was there before was entered by somebody who knew them.
update app_user set email_verified_at = created_at;

create table membership (
    org_id text not null references organisation (id),
    user_id text not null references app_user (id),
    -- `owner`, `admin`, `operator` or `viewer`.
    role text not null,
    created_at timestamptz not null,
    primary key (user_id, org_id)
);
create index membership_org on membership (org_id, created_at, user_id);
insert into membership (org_id, user_id, role, created_at)
    select org_id, id, role, created_at from app_user where role in ('owner', 'admin', 'operator', 'viewer');

-- One sign-in on one device. It ends by being deleted.
create table user_session (
    id text primary key,
    user_id text not null references app_user (id),
    -- The organisation chosen.
    org_id text not null references organisation (id),
    -- Whether a platform administrator looks into an organisation that is not theirs.
    visiting boolean not null default false,
    device text not null,
    address text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
);
create index user_session_of on user_session (user_id, last_seen_at desc, id desc);
create index user_session_expiry on user_session (expires_at);

-- SHA-256 of refresh tokens. A used one stays until its session ends, so that it is known if it comes again.
create table refresh_token (
    hash text primary key,
    session_id text not null references user_session (id) on delete cascade,
    used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- Devices on which somebody has signed in: their guesses have a budget of their own.
create table known_device (
    hash text primary key,
    user_id text not null references app_user (id),
    seen_at timestamptz not null
);
create index known_device_of on known_device (user_id);
create index known_device_age on known_device (seen_at);

-- Guesses that were wrong, by what is being guarded: a mail address, a client, a device (SHA-256 of it).
create table failed_sign_in (
    guarded text primary key,
    failures bigint not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null
);
create index failed_sign_in_age on failed_sign_in (last_at);

-- Links sent by mail: the SHA-256 of the token, deleted when used.
create table mail_token (
    hash text primary key,
    -- `verify` or `reset`.
    kind text not null,
    user_id text not null references app_user (id),
    email text not null,
    expires_at timestamptz not null
);
create index mail_token_of on mail_token (user_id, kind);
create index mail_token_expiry on mail_token (expires_at);

-- Mails to be sent, sealed by the vault, since some carry links that open accounts; deleted when sent.
create table mail (
    id text primary key,
    key_id text not null,
    sealed bytea not null,
    created_at timestamptz not null
);

create table recovery_code (
    user_id text not null references app_user (id),
    hash text not null,
    primary key (user_id, hash)
);

create table invitation (
    id text primary key,
    org_id text not null references organisation (id),
    email text not null,
    role text not null,
    token_hash text not null unique,
    invited_by text not null references app_user (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    unique (org_id, email)
);
create index invitation_newest on invitation (org_id, created_at, id);

create table api_key (
    id text primary key,
    org_id text not null references organisation (id),
    name text not null,
    -- SHA-256 of the secret part.
    secret_hash text not null,
    -- Names of permissions.
    scopes jsonb not null,
    created_by text not null references app_user (id),
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz
);
create index api_key_org on api_key (org_id, created_at, id);

-- Who changed what, append-only.
create table audit_entry (
    id text primary key,
    org_id text not null references organisation (id),
    at timestamptz not null,
    -- `user`, `key` or `system`.
    actor_kind text not null,
    actor_id text not null,
    actor_name text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    subject_name text not null,
    before jsonb not null,
    after jsonb not null,
    address text
);
create index audit_newest on audit_entry (org_id, at desc, id desc);
create index audit_subject on audit_entry (org_id, subject_id, at desc, id desc);
create index audit_action on audit_entry (org_id, action, at desc, id desc);
create index audit_actor on audit_entry (actor_id, at desc, id desc);

-- Secrets of the installation itself, sealed by the vault: keys that sign sessions, seeds of authenticators.
create table installation_secret (
    name text primary key,
    key_id text not null,
    sealed bytea not null,
    updated_at timestamptz not null
);
