create table plan (
    id          uuid primary key,
    code        text not null unique,                        -- poly-plus
    name        text not null,
    settings    jsonb not null,                              -- PlanSettings of Backline.Domain, every figure of the rules page
    retired     boolean not null default false,
    version     bigint not null default 1
);
select share_programme_table('plan');

create table contract (
    account_id      uuid not null references account (account_id),
    partner_id      uuid,
    id              uuid not null,
    number          text not null unique,
    plan_id         uuid not null references plan (id),
    plan_code       text not null,
    plan_name       text not null,
    settings        jsonb not null,                          -- the plan's settings as they were when activated (draft: as the plan has them)
    settings_key    uuid not null generated always as (md5(settings::text)::uuid) stored,  -- thousands of contracts carry the same copy
    channel         text not null check (channel in ('direct', 'partner')),
    currency        text not null,
    starts_on       date not null,
    ends_on         date not null,
    state           text not null check (state in ('draft', 'active', 'ended', 'cancelled')),
    options         text[] not null default '{}',
    predecessor_id  uuid,
    created_at      timestamptz not null,
    activated_at    timestamptz,
    ended_at        timestamptz,
    version         bigint not null default 1,
    primary key (account_id, id),
    check (ends_on >= starts_on)
);
create index contract_id on contract (id);
create index contract_account on contract (account_id, ends_on, id);
create index contract_partner on contract (partner_id, ends_on, id);
create index contract_ends on contract (ends_on, id);
create index contract_state on contract (state, ends_on, id);
create index contract_plan on contract (plan_code, ends_on, id);
create index contract_predecessor on contract (account_id, predecessor_id) where predecessor_id is not null;
create index contract_settings on contract (settings_key);
create index contract_active on contract (account_id) where state = 'active';
select protect_account_table('contract');

create table contract_category (
    account_id           uuid not null,
    partner_id           uuid,
    contract_id          uuid not null,
    category             text not null check (category in ('headset', 'video', 'voice')),
    counted              integer not null check (counted >= 0),
    expected_additions   integer not null check (expected_additions >= 0),
    advance_percent      numeric(6, 3) not null check (advance_percent between 0 and 100),
    unit_price           numeric(18, 4) not null check (unit_price >= 0),
    primary key (account_id, contract_id, category),
    foreign key (account_id, contract_id) references contract (account_id, id) on delete cascade
);
select protect_account_table('contract_category');

-- Contracted quantity and baseline per category over time: the newest sequence is in force (BL-1, BL-2, BL-4).
create table baseline (
    account_id      uuid not null,
    partner_id      uuid,
    contract_id     uuid not null,
    category        text not null,
    sequence        integer not null,
    effective_from  timestamptz not null,
    contracted      integer not null check (contracted >= 0),
    baseline        integer not null check (baseline >= contracted),
    trigger_at      integer not null,
    reason          text not null check (reason in ('activation', 'true-up', 'renewal')),
    true_up_id      uuid,
    derivation      jsonb not null,
    primary key (account_id, contract_id, category, sequence),
    foreign key (account_id, contract_id) references contract (account_id, id)
);
select protect_account_table('baseline');

-- Single devices a contract names: by serial number (Poly+, PL-1), or a quote-only product that was ordered (EL-3).
create table contract_device (
    account_id    uuid not null,
    partner_id    uuid,
    contract_id   uuid not null,
    id            uuid not null,
    serial        text not null,
    serial_key    text not null,
    model_id      uuid references model (id),
    basis         text not null check (basis in ('serial', 'ordered-quote')),
    reference     text not null default '',
    added_at      timestamptz not null,
    removed_at    timestamptz,
    primary key (account_id, contract_id, id),
    foreign key (account_id, contract_id) references contract (account_id, id)
);
create unique index contract_device_once on contract_device (account_id, contract_id, serial_key) where removed_at is null;
create index contract_device_serial on contract_device (serial_key) where removed_at is null;
create index contract_device_list on contract_device (account_id, contract_id, serial_key, id);
select protect_account_table('contract_device');

-- Units that true-ups added during the term and that the annual renewal bills (BL-7).
create table renewal_line (
    account_id       uuid not null,
    partner_id       uuid,
    contract_id      uuid not null,
    id               uuid not null,
    category         text not null,
    units            integer not null,
    unit_price       numeric(18, 4) not null,
    yearly_amount    numeric(18, 4) not null,
    currency         text not null,
    true_up_id       uuid not null,
    created_at       timestamptz not null,
    primary key (account_id, contract_id, id),
    foreign key (account_id, contract_id) references contract (account_id, id)
);
select protect_account_table('renewal_line');
