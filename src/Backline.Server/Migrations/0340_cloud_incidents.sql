-- Cloud partners (EC-1, PO-3): whom the vendor carries incidents to. The list is open to everybody signed in.
create table cloud_partner (
    id                 uuid primary key,
    name               text not null check (name <> ''),
    name_key           text not null unique,
    products           text not null default '',
    portal             text not null default '',             -- ways to open an incident
    phone              text not null default '',
    email              text not null default '',
    api                text not null default '',
    who_may_open       text not null default '',
    word               text not null default '',             -- what they call an incident
    severity_scale     text not null default '',
    number_shape       text not null default '',
    number_pattern     text not null default '',             -- a number of another shape is taken all the same, with a warning
    number_example     text not null default '',
    source_url         text not null default '',
    note               text not null default '',
    approval           text not null check (approval in ('approved', 'suspended', 'ended')),
    needs_authority    boolean not null default true,        -- asks for the customer's signed approval (EC-3)
    permits_following  boolean not null default true,        -- EC-6
    contact_minutes    integer not null default 240 check (contact_minutes > 0),   -- within which it is asked again when it says nothing
    shipped            boolean not null,
    edited             boolean not null default false,
    version            bigint not null default 1
);
select share_programme_table('cloud_partner');

-- How incidents are opened and followed by a program. Token and secret are sealed; nobody but the vendor's side of the program reads them.
create table cloud_connector (
    cloud_partner_id  uuid primary key references cloud_partner (id),
    base_url          text not null,
    token             text not null,
    webhook_secret    text not null,
    poll_minutes      integer not null check (poll_minutes > 0),
    last_answer_at    timestamptz,
    last_error        text,
    last_error_at     timestamptz,
    changed_at        timestamptz not null
);
grant select, insert, update, delete on cloud_connector to backline_vendor, backline_jobs;

-- The customer's agreement with a cloud partner, and its signed approval for the vendor to act (EC-3).
create table cloud_paper (
    account_id        uuid not null references account (account_id),
    partner_id        uuid,
    id                uuid not null,
    cloud_partner_id  uuid not null references cloud_partner (id),
    kind              text not null check (kind in ('agreement', 'authority')),
    reference         text not null,
    signer            text not null default '',
    from_day          date not null,
    until_day         date,                                  -- the last day it counts; null: until it is taken back
    file_id           uuid,
    file_name         text,
    added_at          timestamptz not null,
    added_by          text not null,
    withdrawn_at      timestamptz,
    warned_days       integer,                               -- the last warning before its end, in days
    version           bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, file_id) references stored_file (account_id, id)
);
create index cloud_paper_id on cloud_paper (id);
create index cloud_paper_account on cloud_paper (account_id, cloud_partner_id);
create index cloud_paper_newest on cloud_paper (id desc);
create index cloud_paper_partner on cloud_paper (partner_id, id desc);
create index cloud_paper_until on cloud_paper (until_day) where until_day is not null and withdrawn_at is null;
select protect_account_table('cloud_paper');

create sequence cloud_incident_number_seq start 1;
grant usage on cloud_incident_number_seq to backline_vendor, backline_partner, backline_account, backline_jobs;

-- Incidents with cloud partners, carried there by the vendor (EC-2): each an account's own. Those of several accounts that are one at the cloud partner
-- share an id that only the vendor makes something of.
create table cloud_incident (
    account_id        uuid not null references account (account_id),
    partner_id        uuid,
    id                uuid not null,
    number            text not null unique,
    tier              text not null default 'vendor' check (tier in ('vendor')),
    front_id          uuid,                                  -- the partner who asks for it (EC-2); its customer sees the number alone
    served_id         uuid generated always as (coalesce(front_id, partner_id)) stored,
    cloud_partner_id  uuid not null references cloud_partner (id),
    state             text not null check (state in ('considered', 'requested', 'opened', 'working', 'waits-for-us', 'waits-for-customer', 'worked-around', 'resolved', 'referred', 'withdrawn')),
    findings          text not null,
    asked_by          text check (asked_by in ('customer', 'partner')),
    asked_at          timestamptz,
    as_specified      boolean not null default false,
    external_number   text,
    external_url      text,
    external_severity text,
    workaround        text,
    reason            text,
    owner_id          uuid,
    owner             text,
    shared_id         uuid,
    considered_at     timestamptz not null,
    requested_at      timestamptz,
    opened_at         timestamptz,
    last_contact_at   timestamptz,
    next_contact_at   timestamptz,
    silent_at         timestamptz,                           -- since when the cloud partner has said nothing
    alarm_at          timestamptz not null default '9999-01-01Z',
    ended_at          timestamptz,
    version           bigint not null default 1,
    primary key (account_id, id)
);
create index cloud_incident_id on cloud_incident (id);
create index cloud_incident_newest on cloud_incident (id desc);
create index cloud_incident_account on cloud_incident (account_id, id desc);
create index cloud_incident_served on cloud_incident (served_id, id desc);
create index cloud_incident_external on cloud_incident (cloud_partner_id, external_number) where external_number is not null;
create index cloud_incident_shared on cloud_incident (shared_id) where shared_id is not null;
create index cloud_incident_alarm on cloud_incident (alarm_at) where alarm_at < '9999-01-01Z';
select protect_case_table('cloud_incident', 'select, insert, update', '', '');

create table cloud_incident_case (
    account_id   uuid not null,
    partner_id   uuid,
    incident_id  uuid not null,
    case_id      uuid not null,
    tier         text not null default 'vendor' check (tier in ('vendor')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    linked_at    timestamptz not null,
    primary key (account_id, incident_id, case_id),
    foreign key (account_id, incident_id) references cloud_incident (account_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index cloud_incident_case_case on cloud_incident_case (case_id);
select protect_case_table('cloud_incident_case', 'select, insert, delete', '', '');

-- What happened; what is internal stays with the vendor.
create sequence cloud_incident_event_seq;
grant usage on cloud_incident_event_seq to backline_vendor, backline_partner, backline_account, backline_jobs;
create table cloud_incident_event (
    account_id   uuid not null,
    partner_id   uuid,
    incident_id  uuid not null,
    seq          bigint not null default nextval('cloud_incident_event_seq'),
    tier         text not null default 'vendor' check (tier in ('vendor')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    at           timestamptz not null,
    kind         text not null check (kind in ('considered', 'asked', 'noted', 'requested', 'opened', 'moved', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked', 'call')),
    internal     boolean not null default false,
    author       text not null,
    body         text not null default '',
    primary key (account_id, incident_id, seq),
    foreign key (account_id, incident_id) references cloud_incident (account_id, id)
);
select protect_case_table('cloud_incident_event', 'select, insert', 'and not internal', 'and not internal');

-- The number as whoever asked sees it, the moment it exists (EC-2): also the customer behind a partner, at its case with the partner.
create table cloud_incident_number (
    account_id       uuid not null,
    partner_id       uuid,
    incident_id      uuid not null,
    case_id          uuid not null,                          -- of the one who reads: the vendor's, or that of the partner's desk
    front_id         uuid,
    served_id        uuid generated always as (coalesce(front_id, partner_id)) stored,
    cloud_partner_id uuid not null,
    external_number  text not null,
    external_url     text,
    state            text not null check (state in ('opened', 'working', 'waits-for-us', 'waits-for-customer', 'worked-around', 'resolved', 'withdrawn')),
    opened_at        timestamptz not null,
    primary key (account_id, case_id, incident_id)
);
create index cloud_incident_number_incident on cloud_incident_number (incident_id);
alter table cloud_incident_number enable row level security;
alter table cloud_incident_number force row level security;
create policy vendor on cloud_incident_number to backline_vendor using (true);
create policy jobs on cloud_incident_number to backline_jobs using (true);
create policy partner on cloud_incident_number for select to backline_partner using (served_id = nullif(current_setting('backline.partner_id', true), '')::uuid);
create policy account on cloud_incident_number for select to backline_account using (account_id = nullif(current_setting('backline.account_id', true), '')::uuid);
grant select on cloud_incident_number to backline_partner, backline_account;
grant select, insert, update on cloud_incident_number to backline_vendor, backline_jobs;

-- Calls with customer and cloud partner together (EC-5).
create table cloud_call (
    account_id    uuid not null,
    partner_id    uuid,
    id            uuid not null,
    incident_id   uuid not null,
    tier          text not null default 'vendor' check (tier in ('vendor')),
    front_id      uuid,
    served_id     uuid generated always as (coalesce(front_id, partner_id)) stored,
    title         text not null,
    starts_at     timestamptz not null,
    minutes       integer not null check (minutes > 0),
    place         text not null default '',
    participants  jsonb not null default '[]',
    sequence      integer not null default 0,                -- of the invitation: raised with each change
    state         text not null check (state in ('planned', 'held', 'cancelled')),
    held_minutes  integer,
    notes         text,
    created_by    text not null,
    version       bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, incident_id) references cloud_incident (account_id, id)
);
create index cloud_call_id on cloud_call (id);
create index cloud_call_incident on cloud_call (incident_id, starts_at);
select protect_case_table('cloud_call', 'select, insert, update', '', '');

-- An incident that a program opens and follows: what is to be done next, and what came of it. The vendor's business alone.
create table cloud_link (
    incident_id      uuid primary key,
    due_at           timestamptz not null,                   -- 9999: nothing more
    attempts         integer not null default 0,
    last_error       text,
    last_answer_at   timestamptz,
    remote_sequence  bigint not null default 0               -- of the last thing the cloud partner said that was taken in
);
create index cloud_link_due on cloud_link (due_at) where due_at < '9999-01-01Z';
grant select, insert, update on cloud_link to backline_vendor, backline_jobs;

-- A mail may bring an invitation to a calendar.
alter table outbox_message add column calendar text;
