-- The device list: three scopes (an account, a partner's accounts, everything) by three orders. Each order ends in the id, so that a page continues
-- by key. A device without a serial number stands under its MAC address. One index per scope and order; filters that match much are read from the
-- order, filters that match little from the index of the model or the site. Bench "lists" proves each combination.
create index device_account_serial_order on device (account_id, (coalesce(serial_key, mac, '')), id) where removed_at is null;
create index device_partner_serial_order on device (partner_id, (coalesce(serial_key, mac, '')), id) where removed_at is null;
create index device_serial_order on device ((coalesce(serial_key, mac, '')), id) where removed_at is null;

-- the column itself is included so that counting "not seen for 90 days" reads the index only
create index device_account_seen_order on device (account_id, (coalesce(last_seen_at, '-infinity')), id) include (last_seen_at) where removed_at is null;
create index device_partner_seen_order on device (partner_id, (coalesce(last_seen_at, '-infinity')), id) include (last_seen_at) where removed_at is null;
create index device_seen_order on device ((coalesce(last_seen_at, '-infinity')), id) include (last_seen_at) where removed_at is null;

-- also the filters by category and by model, in the order of serial numbers, and the devices that wait for a model
create index device_account_model_order on device (account_id, category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null;
create index device_partner_model_order on device (partner_id, category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null;
create index device_model_order on device (category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null;

create index device_account_site on device (account_id, site_id, (coalesce(serial_key, mac, '')), id) where removed_at is null;

-- search by the beginning of a name
create index device_account_name on device (account_id, name_key, id) where removed_at is null and name_key <> '';
create index device_name on device (name_key, id) where removed_at is null and name_key <> '';

-- a model that changes its category or name takes its devices with it
create index device_of_model on device (model_id) where model_id is not null;

-- Missing and removed devices are few and an import adds none, so their orders cost next to nothing. They are needed: missing devices were all seen
-- long ago, and the order of everything would be read to its end to find them.
create index device_account_missing on device (account_id, (coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_partner_missing on device (partner_id, (coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_missing on device ((coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_account_missing_seen on device (account_id, (coalesce(last_seen_at, '-infinity')), id) where removed_at is null and missing_since is not null;
create index device_partner_missing_seen on device (partner_id, (coalesce(last_seen_at, '-infinity')), id) where removed_at is null and missing_since is not null;
create index device_missing_seen on device ((coalesce(last_seen_at, '-infinity')), id) where removed_at is null and missing_since is not null;
create index device_account_missing_model on device (account_id, category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_partner_missing_model on device (partner_id, category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_missing_model on device (category, model_name, (coalesce(serial_key, mac, '')), id) where removed_at is null and missing_since is not null;
create index device_account_removed on device (account_id, removed_at, id) where removed_at is not null;
create index device_partner_removed on device (partner_id, removed_at, id) where removed_at is not null;
create index device_removed on device (removed_at, id) where removed_at is not null;

-- Whether a serial number or MAC address is in use in an account the reader does not see: the answer is yes or no, never whose.
create function device_elsewhere(account uuid, key_of_serial text, key_of_mac text) returns boolean language sql stable security definer set search_path = public as $$
    select exists (select from device where account_id <> $1 and removed_at is null and serial_key = $2)
        or exists (select from device where account_id <> $1 and removed_at is null and mac = $3)
$$;
revoke all on function device_elsewhere from public;
grant execute on function device_elsewhere to backline_vendor, backline_partner, backline_account, backline_jobs;

-- Reported names a person has judged to be no device of the programme: they no longer wait.
create table model_name_ignored (
    name_key    text primary key,
    name        text not null,
    ignored_by  text not null,
    ignored_at  timestamptz not null
);
select share_programme_table('model_name_ignored');
