-- Roles: one per kind of reader, so that each table has one plain policy per role. The login role owns nothing and inherits nothing:
-- without "set local role" it sees no account-owned row.
do $$
declare r text;
begin
    foreach r in array array['backline_vendor', 'backline_partner', 'backline_account', 'backline_jobs', 'backline_app'] loop
        if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I noinherit', r);
        end if;
    end loop;
end $$;
grant backline_vendor, backline_partner, backline_account, backline_jobs to backline_app;
do $$ begin execute format('grant connect on database %I to backline_app', current_database()); end $$;
grant usage on schema public to backline_vendor, backline_partner, backline_account, backline_jobs, backline_app;

-- Forced row security with one policy per role, for a table that has account_id and partner_id (D8).
create function protect_account_table(t regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy vendor on %s to backline_vendor using (true) with check (true)', t);
    execute format('create policy jobs on %s to backline_jobs using (true) with check (true)', t);
    execute format('create policy partner on %s to backline_partner using (partner_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', t);
    execute format('create policy account on %s to backline_account using (account_id = nullif(current_setting(''backline.account_id'', true), '''')::uuid)', t);
    execute format('grant select, insert, update, delete on %s to backline_vendor, backline_partner, backline_account, backline_jobs', t);
end $$;

-- A table of the programme: everybody signed in may read it, the vendor changes it.
create function share_programme_table(t regclass) returns void language plpgsql as $$
begin
    execute format('grant select on %s to backline_partner, backline_account, backline_app', t);
    execute format('grant select, insert, update, delete on %s to backline_vendor, backline_jobs', t);
end $$;

-- Numbers people see. Gaps are allowed; the year in a number is decoration.
create sequence partner_number_seq start 101;
create sequence account_number_seq start 204817;
create sequence site_number_seq start 1001;
create sequence contract_number_seq start 101;
create sequence import_number_seq start 1;
create sequence true_up_number_seq start 1;
create sequence quote_number_seq start 101;
create sequence order_number_seq start 101;
grant usage on all sequences in schema public to backline_vendor, backline_partner, backline_account, backline_jobs;

create table partner (
    id            uuid primary key,
    number        text not null unique,
    name          text not null check (name <> ''),
    certified     boolean not null,
    brand_name    text,                                       -- null: the partner does not brand the service
    brand_colour  text check (brand_colour ~ '^#[0-9a-f]{6}$'),
    country       text not null check (country ~ '^[A-Z]{2}$'),
    language      text not null,
    time_zone     text not null,
    created_at    timestamptz not null,
    version       bigint not null default 1
);
alter table partner enable row level security;
alter table partner force row level security;
create policy vendor on partner to backline_vendor using (true) with check (true);
create policy jobs on partner to backline_jobs using (true);
-- a customer sees the partner that fronts its service: the session sends both ids
create policy partner on partner for select to backline_partner using (id = nullif(current_setting('backline.partner_id', true), '')::uuid);
create policy account on partner for select to backline_account using (id = nullif(current_setting('backline.partner_id', true), '')::uuid);
-- sign-in pages carry the partner's brand before anyone is known
create policy sign_in on partner for select to backline_app using (true);
grant select, insert, update, delete on partner to backline_vendor, backline_jobs;
grant select on partner to backline_partner, backline_account, backline_app;

-- The answer to a repeated request, kept for 48 hours in the transaction of the effect.
create table idempotency_key (
    owner         text not null,
    key           text not null,
    request_hash  bytea not null,
    status        integer not null,
    content_type  text,
    location      text,
    etag          text,
    body          bytea not null,
    created_at    timestamptz not null,
    primary key (owner, key)
);
create index idempotency_key_created on idempotency_key (created_at);
grant select, insert, update, delete on idempotency_key to backline_vendor, backline_partner, backline_account, backline_jobs;

-- Mail leaves through here, written in the transaction that caused it.
create table outbox_message (
    id            uuid primary key,
    account_id    uuid,
    recipient     text not null,
    language      text not null,
    subject       text not null,
    body_text     text not null,
    body_html     text,
    created_at    timestamptz not null,
    due_at        timestamptz not null,
    attempts      integer not null default 0,
    last_error    text,
    sent_at       timestamptz
);
create index outbox_message_due on outbox_message (due_at, id) where sent_at is null;
grant insert on outbox_message to backline_vendor, backline_partner, backline_account, backline_app;
grant select, insert, update, delete on outbox_message to backline_jobs;

-- What is to be done at a moment: taken with "for update skip locked".
create table due_item (
    id            uuid primary key,
    kind          text not null,
    account_id    uuid,
    subject_id    uuid not null,
    due_at        timestamptz not null,
    attempts      integer not null default 0,
    last_error    text,
    unique (kind, subject_id)
);
create index due_item_due on due_item (due_at, id);
grant insert on due_item to backline_vendor, backline_partner, backline_account;
grant select, insert, update, delete on due_item to backline_jobs;

create table data_protection_key (
    id            uuid primary key,
    friendly_name text not null,
    xml           text not null,
    created_at    timestamptz not null
);
grant select, insert on data_protection_key to backline_app;
