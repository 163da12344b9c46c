-- Customers. The account's id is the account_id of everything it owns.
create table account (
    account_id           uuid primary key,
    partner_id           uuid references partner (id),
    number               text not null unique,               -- the master account ID (CO-1)
    name                 text not null check (name <> ''),
    name_key             text not null,                      -- lower case, for search and order
    country              text not null check (country ~ '^[A-Z]{2}$'),
    language             text not null,
    time_zone            text not null,
    currency             text not null check (currency ~ '^[A-Z]{3}$'),
    success_manager_id   uuid,                               -- the named CSM (PL-4), id and name as they were
    success_manager      text,
    inventory_source     text not null check (inventory_source in ('tenant', 'report')),  -- BL-8
    device_count         integer not null default 0,         -- devices present, kept by the operations on devices
    created_at           timestamptz not null,
    version              bigint not null default 1
);
create index account_name on account (name_key, account_id);
create index account_partner_name on account (partner_id, name_key, account_id);
create index account_success_manager on account (success_manager_id, name_key, account_id);
select protect_account_table('account');

create table site (
    account_id    uuid not null references account (account_id),
    partner_id    uuid,
    id            uuid not null,
    number        text not null,                             -- the customer site ID (CO-3)
    name          text not null check (name <> ''),
    name_key      text not null,
    address       text not null default '',
    postal_code   text not null default '',
    city          text not null default '',
    country       text not null check (country ~ '^[A-Z]{2}$'),
    subdivision   text,
    time_zone     text not null,
    closed_at     timestamptz,
    version       bigint not null default 1,
    primary key (account_id, id),
    unique (account_id, number)
);
create index site_id on site (id);
create index site_number on site (number);
create index site_account_name on site (account_id, name_key, id);
create index site_partner_name on site (partner_id, name_key, id);
create index site_name on site (name_key, id);
select protect_account_table('site');

create table contact (
    account_id    uuid not null references account (account_id),
    partner_id    uuid,
    id            uuid not null,
    site_id       uuid,
    name          text not null check (name <> ''),
    name_key      text not null,
    job           text not null default '',
    email         text not null default '',
    phone         text not null default '',
    language      text not null,
    version       bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, site_id) references site (account_id, id)
);
create index contact_account_name on contact (account_id, name_key, id);
select protect_account_table('contact');
