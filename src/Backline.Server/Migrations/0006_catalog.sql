create table model (
    id                  uuid primary key,
    vendor              text not null check (vendor <> ''),
    name                text not null check (name <> ''),
    name_key            text not null unique,                -- Backline.Domain ModelName.Key of vendor-free name
    family              text not null default '',
    category            text not null,
    part_number         text,
    lifecycle           text not null check (lifecycle in ('active', 'end-of-sale', 'end-of-support')),
    lifecycle_basis     text not null default '',
    end_of_sale_on      date,
    end_of_support_on   date,
    source_url          text,
    note                text not null default '',
    shipped_hash        text,                                -- of the shipped row it was last taken from; null: an operator added it
    edited              boolean not null default false,      -- an operator changed it: shipped data no longer overwrites it
    version             bigint not null default 1,
    check (category in ('headset', 'video', 'voice', 'room-accessory', 'infrastructure', 'immersive-telepresence', 'vertical-solution'))
);
create index model_order on model (vendor, name, id);
create index model_category on model (category, vendor, name, id);
create index model_lifecycle on model (lifecycle, vendor, name, id);
select share_programme_table('model');

-- Other spellings that were confirmed by a person.
create table model_alias (
    name_key   text primary key,
    name       text not null,
    model_id   uuid not null references model (id)
);
create index model_alias_model on model_alias (model_id);
select share_programme_table('model_alias');

-- Which shipped data was taken in last, so that an unchanged start reads one row.
create table shipped_data (
    name    text primary key,
    sha256  text not null
);
select share_programme_table('shipped_data');

create table price_list (
    id           uuid primary key,
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    valid_from   date not null,
    name         text not null,
    version      bigint not null default 1,
    unique (currency, valid_from)
);
-- The yearly price of support per device, by category.
create table price_of_support (
    price_list_id  uuid not null references price_list (id) on delete cascade,
    plan_code      text not null,
    category       text not null,
    amount         numeric(18, 4) not null check (amount >= 0),
    primary key (price_list_id, plan_code, category)
);
-- The list price of a unit, for units that are charged.
create table price_of_model (
    price_list_id  uuid not null references price_list (id) on delete cascade,
    model_id       uuid not null references model (id),
    amount         numeric(18, 4) not null check (amount >= 0),
    primary key (price_list_id, model_id)
);
select share_programme_table('price_list');
select share_programme_table('price_of_support');
select share_programme_table('price_of_model');
