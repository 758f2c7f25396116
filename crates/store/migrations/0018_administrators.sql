-- Whoever looks after the installation: why an organisation is suspended, and until when a visit holds.
alter table organisation add column suspended_because text not null default '';
alter table user_session add column visit_until timestamptz;
create index organisation_newest on organisation (created_at desc, id desc);
create index app_user_administrator on app_user (email) where platform_admin;
