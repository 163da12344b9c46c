-- One check per contract and month (BL-3), with the evidence it was decided on.
create table baseline_check (
    account_id        uuid not null,
    partner_id        uuid,
    id                uuid not null,
    contract_id       uuid not null,
    month             date not null check (extract(day from month) = 1),
    counted_at        timestamptz not null,
    counted_on        date not null,                         -- in the account's zone
    inventory_known   boolean not null,                      -- false: no report, no access; the count is unknown, never zero (BL-8)
    evidence_file_id  uuid,
    evidence_sha256   bytea,
    devices           integer,                               -- in the inventory, counted or not; null: unknown
    chased_at         timestamptz,                           -- when the missing report was last asked for
    created_by        text not null,
    primary key (account_id, id),
    unique (account_id, contract_id, month),
    foreign key (account_id, contract_id) references contract (account_id, id)
);
create index baseline_check_id on baseline_check (id);
create index baseline_check_month on baseline_check (month, id);
create index baseline_check_partner on baseline_check (partner_id, id);
create index baseline_check_unknown on baseline_check (month, id) where not inventory_known;
select protect_account_table('baseline_check');

create table baseline_count (
    account_id    uuid not null,
    partner_id    uuid,
    check_id      uuid not null,
    category      text not null,
    reason        text not null,                             -- counted, counted-missing, not-counted-…
    devices       integer not null,
    primary key (account_id, check_id, category, reason),
    foreign key (account_id, check_id) references baseline_check (account_id, id)
);
select protect_account_table('baseline_count');

-- Where the counted devices stood: what grew since last month.
create table baseline_place (
    account_id    uuid not null,
    partner_id    uuid,
    check_id      uuid not null,
    category      text not null,
    site_id       uuid not null,                             -- zeros: at no site
    model_id      uuid not null,
    devices       integer not null,
    primary key (account_id, check_id, category, site_id, model_id),
    foreign key (account_id, check_id) references baseline_check (account_id, id)
);
select protect_account_table('baseline_place');

create table baseline_decision (
    account_id    uuid not null,
    partner_id    uuid,
    check_id      uuid not null,
    category      text not null,
    month         date not null,                             -- of the check: lists are read from here
    counted       integer,                                   -- null: unknown
    contracted    integer not null,
    baseline      integer not null,
    trigger_at    integer not null,
    outcome       text not null check (outcome in ('within', 'close', 'true-up', 'unknown')),
    derivation    jsonb not null,
    true_up_id    uuid,
    primary key (account_id, check_id, category),
    foreign key (account_id, check_id) references baseline_check (account_id, id)
);
create index baseline_decision_month on baseline_decision (month, check_id, category);
create index baseline_decision_outcome on baseline_decision (month, outcome, check_id, category);
create index baseline_decision_category on baseline_decision (month, category, check_id);
create index baseline_decision_partner on baseline_decision (partner_id, month, check_id, category);
create index baseline_decision_account on baseline_decision (account_id, month, check_id, category);
select protect_account_table('baseline_decision');

create table true_up (
    account_id    uuid not null,
    partner_id    uuid,
    id            uuid not null,
    number        text not null unique,
    contract_id   uuid not null,
    category      text not null,
    state         text not null check (state in ('open', 'ordered', 'refused', 'expired')),
    opened_month  date not null,
    contracted    integer not null,                          -- before it
    counted       integer not null,                          -- newest count it stands on
    created_at    timestamptz not null,
    closed_at     timestamptz,
    version       bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, contract_id) references contract (account_id, id)
);
create unique index true_up_one_open on true_up (account_id, contract_id, category) where state = 'open';
create index true_up_unsettled on true_up (account_id, contract_id, category) where state in ('open', 'refused', 'expired');
create index true_up_id on true_up (id);
create index true_up_account on true_up (account_id, created_at desc, id desc);
create index true_up_partner on true_up (partner_id, created_at desc, id desc);
create index true_up_created on true_up (created_at desc, id desc);
select protect_account_table('true_up');

-- Units by the month they were detected in: each is charged from there.
create table true_up_lot (
    account_id    uuid not null,
    partner_id    uuid,
    true_up_id    uuid not null,
    month         date not null,
    units         integer not null check (units > 0),
    primary key (account_id, true_up_id, month),
    foreign key (account_id, true_up_id) references true_up (account_id, id)
);
select protect_account_table('true_up_lot');

create table quote (
    account_id     uuid not null,
    partner_id     uuid,
    id             uuid not null,
    number         text not null unique,
    true_up_id     uuid not null,
    contract_id    uuid not null,
    revision       integer not null,
    state          text not null check (state in ('issued', 'ordered', 'refused', 'expired', 'superseded')),
    channel        text not null check (channel in ('direct', 'partner')),
    addressed_to   text not null,
    issued_on      date not null,
    valid_until    date not null,
    currency       text not null,
    amount         numeric(18, 4) not null,
    units          integer not null,
    lines          jsonb not null,
    derivation     jsonb not null,
    pdf_file_id    uuid,
    decided_at     timestamptz,
    decided_by     text,
    decision_note  text,
    created_at     timestamptz not null,
    version        bigint not null default 1,
    primary key (account_id, id),
    unique (account_id, true_up_id, revision),
    foreign key (account_id, true_up_id) references true_up (account_id, id)
);
create index quote_id on quote (id);
create index quote_account on quote (account_id, created_at desc, id desc);
create index quote_partner on quote (partner_id, created_at desc, id desc);
create index quote_created on quote (created_at desc, id desc);
create index quote_open on quote (valid_until, id) where state = 'issued';
create index quote_open_account on quote (account_id, valid_until, id) where state = 'issued';
create index quote_open_partner on quote (partner_id, valid_until, id) where state = 'issued';
select protect_account_table('quote');

create table purchase_order (
    account_id      uuid not null,
    partner_id      uuid,
    id              uuid not null,
    number          text not null unique,
    quote_id        uuid not null,
    customer_order  text not null default '',                -- the buyer's own order number
    placed_by       text not null,
    placed_at       timestamptz not null,
    currency        text not null,
    amount          numeric(18, 4) not null,
    primary key (account_id, id),
    unique (account_id, quote_id),
    foreign key (account_id, quote_id) references quote (account_id, id)
);
create index purchase_order_id on purchase_order (id);
create index purchase_order_account on purchase_order (account_id, placed_at desc, id desc);
create index purchase_order_partner on purchase_order (partner_id, placed_at desc, id desc);
create index purchase_order_placed on purchase_order (placed_at desc, id desc);
select protect_account_table('purchase_order');
