-- What the device list is ordered by becomes columns of its own. Row security evaluates its policy before any condition that might leak, and PostgreSQL
-- takes "coalesce" for one that might: a page's key and the beginning of a serial number were filters over the whole scope instead of places in the index.
alter table device
    add column serial_order text not null generated always as (coalesce(serial_key, mac, '')) stored,
    add column seen_order timestamptz not null generated always as (coalesce(last_seen_at, '-infinity')) stored;

drop index device_account_serial_order, device_partner_serial_order, device_serial_order, device_account_seen_order, device_partner_seen_order, device_seen_order, device_account_model_order, device_partner_model_order, device_model_order, device_account_site, device_account_missing, device_partner_missing, device_missing, device_account_missing_seen, device_partner_missing_seen, device_missing_seen, device_account_missing_model, device_partner_missing_model, device_missing_model;

create index device_account_serial_order on device (account_id, serial_order, id) where removed_at is null;
create index device_partner_serial_order on device (partner_id, serial_order, id) where removed_at is null;
create index device_serial_order on device (serial_order, id) where removed_at is null;
create index device_account_seen_order on device (account_id, seen_order, id) where removed_at is null;
create index device_partner_seen_order on device (partner_id, seen_order, id) where removed_at is null;
create index device_seen_order on device (seen_order, id) where removed_at is null;
create index device_account_model_order on device (account_id, category, model_name, serial_order, id) where removed_at is null;
create index device_partner_model_order on device (partner_id, category, model_name, serial_order, id) where removed_at is null;
create index device_model_order on device (category, model_name, serial_order, id) where removed_at is null;
create index device_account_site on device (account_id, site_id, serial_order, id) where removed_at is null;
create index device_account_missing on device (account_id, serial_order, id) where removed_at is null and missing_since is not null;
create index device_partner_missing on device (partner_id, serial_order, id) where removed_at is null and missing_since is not null;
create index device_missing on device (serial_order, id) where removed_at is null and missing_since is not null;
create index device_account_missing_seen on device (account_id, seen_order, id) where removed_at is null and missing_since is not null;
create index device_partner_missing_seen on device (partner_id, seen_order, id) where removed_at is null and missing_since is not null;
create index device_missing_seen on device (seen_order, id) where removed_at is null and missing_since is not null;
create index device_account_missing_model on device (account_id, category, model_name, serial_order, id) where removed_at is null and missing_since is not null;
create index device_partner_missing_model on device (partner_id, category, model_name, serial_order, id) where removed_at is null and missing_since is not null;
create index device_missing_model on device (category, model_name, serial_order, id) where removed_at is null and missing_since is not null;

-- a site in every order: beside the whole fleet's order the planner can't tell how late a site's devices come
create index device_account_site_model on device (account_id, site_id, category, model_name, serial_order, id) where removed_at is null;
create index device_account_site_seen on device (account_id, site_id, seen_order, id) where removed_at is null;

-- Devices that wait for a model are few, and their serial numbers often stand together: in the order of everything they may come late.
create index device_account_waiting on device (account_id, serial_order, id) where removed_at is null and category = 'unknown';
create index device_partner_waiting on device (partner_id, serial_order, id) where removed_at is null and category = 'unknown';
create index device_waiting on device (serial_order, id) where removed_at is null and category = 'unknown';
create index device_account_waiting_seen on device (account_id, seen_order, id) where removed_at is null and category = 'unknown';
create index device_partner_waiting_seen on device (partner_id, seen_order, id) where removed_at is null and category = 'unknown';
create index device_waiting_seen on device (seen_order, id) where removed_at is null and category = 'unknown';
