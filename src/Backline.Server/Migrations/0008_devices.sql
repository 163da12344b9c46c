create table device (
    account_id         uuid not null,
    id                 uuid not null,
    partner_id         uuid,
    site_id            uuid,
    model_id           uuid,                                 -- null: the reported name waits for a person
    category           text not null,                        -- of the model; 'unknown' without one
    model_name         text not null,                        -- as reported, or the model's
    serial             text,
    serial_key         text,
    mac                text,                                 -- 12 hexadecimal digits, lower case
    name               text not null default '',
    name_key           text not null default '',
    room               text not null default '',
    used_by            text not null default '',
    software_version   text not null default '',
    software_build     text not null default '',
    hardware_revision  text not null default '',
    ip_address         text not null default '',
    asset_tag          text not null default '',
    source             text not null,                        -- lens-inventory, teams, by-hand, …
    first_seen_at      timestamptz not null,
    last_seen_at       timestamptz,
    missing_since      date,                                 -- absent from an inventory that covered it; goes on counting
    removed_at         timestamptz,                          -- a person took it out: no longer counted or covered
    removed_reason     text,
    moved_to_account   uuid,                                 -- left for another account
    first_import_id    uuid,
    last_import_id     uuid,
    updated_at         timestamptz not null,
    version            bigint not null default 1,
    primary key (account_id, id)
);
create index device_id on device (id);
-- identity inside an account
create unique index device_account_serial on device (account_id, serial_key) where removed_at is null and serial_key is not null;
create unique index device_account_mac on device (account_id, mac) where removed_at is null and mac is not null;
-- over accounts: coverage by serial or MAC
create index device_serial on device (serial_key) where serial_key is not null;
create index device_mac on device (mac) where mac is not null;
-- the monthly count, index-only
create index device_count on device (account_id, model_id) include (last_seen_at, missing_since) where removed_at is null;
select protect_account_table('device');

-- What happened to a device, in words a person reads; facts, appended.
create table device_event (
    account_id   uuid not null,
    partner_id   uuid,
    device_id    uuid not null,
    id           uuid not null,
    at           timestamptz not null,
    kind         text not null,
    actor        text not null,
    details      jsonb not null default '{}',
    primary key (account_id, device_id, id)
);
select protect_account_table('device_event');

-- The state is the queue: 'reading', 'importing' and 'undoing' are taken by a worker with "for update skip locked".
create table import (
    account_id      uuid not null references account (account_id),
    partner_id      uuid,
    id              uuid not null,
    number          text not null unique,
    file_id         uuid not null,
    file_name       text not null,
    sha256          bytea not null,
    bytes           bigint not null,
    format          text,                                    -- lens-inventory, …; null: not read yet
    source          text not null default '',                -- where the file comes from, in the person's words
    state           text not null check (state in ('reading', 'needs-mapping', 'previewed', 'refused', 'importing', 'confirmed', 'undoing', 'undone', 'discarded')),
    refusal         jsonb,                                   -- why it was refused, or went back to its last state
    mapping         jsonb not null default '{}',             -- what the person said: columns, encoding, separator, date order
    headers_key     bytea,                                   -- hash of the headers: the same ones are proposed the same mapping
    covers          text not null default 'nothing' check (covers in ('nothing', 'sites', 'source', 'account')),
    create_sites    boolean not null default true,
    counts          jsonb not null default '{}',             -- new, changed, unchanged, missing, conflicts, rejected, …
    findings        jsonb not null default '{}',             -- columns, unknown models with proposals, unknown sites
    created_by      text not null,
    created_by_id   uuid,
    created_at      timestamptz not null,
    decided_by      text,                                    -- who confirmed or undid it last
    decided_by_id   uuid,
    confirmed_at    timestamptz,
    undone_at       timestamptz,
    version         bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, file_id) references stored_file (account_id, id)
);
create index import_id on import (id);
create index import_account on import (account_id, created_at desc, id desc);
create index import_partner on import (partner_id, created_at desc, id desc);
create index import_created on import (created_at desc, id desc);
create index import_account_state on import (account_id, state, created_at desc, id desc);
create index import_partner_state on import (partner_id, state, created_at desc, id desc);
create index import_state on import (state, created_at desc, id desc);
create index import_waiting on import (created_at) where state in ('reading', 'importing', 'undoing');
select protect_account_table('import');

-- How far a worker is; written beside its transaction, so that others see it. No reference to import: the worker holds that row.
create table import_progress (
    account_id   uuid not null,
    partner_id   uuid,
    import_id    uuid not null,
    done         bigint not null,
    total        bigint not null,
    primary key (account_id, import_id)
);
select protect_account_table('import_progress');

-- Rows of a preview that need a person, and a sample of the rest; the file itself is the staging area.
create table import_row (
    account_id   uuid not null,
    partner_id   uuid,
    import_id    uuid not null,
    row_number   integer not null,                           -- of the file; for devices that are missing from it, a number of their own
    outcome      text not null check (outcome in ('new', 'changed', 'missing', 'conflict', 'rejected', 'warning')),
    column_name  text,
    code         text,
    details      jsonb not null default '{}',
    primary key (account_id, import_id, outcome, row_number),
    foreign key (account_id, import_id) references import (account_id, id) on delete cascade
);
select protect_account_table('import_row');

-- The rows of devices before a confirmed import changed them: what undo puts back.
create table import_change (
    account_id   uuid not null,
    partner_id   uuid,
    import_id    uuid not null,
    device_id    uuid not null,
    before       jsonb not null,
    primary key (account_id, import_id, device_id),
    foreign key (account_id, import_id) references import (account_id, id) on delete cascade
);
select protect_account_table('import_change');
