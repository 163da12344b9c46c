-- The devices of an account that stand at no site, in each order of the list: few, and looked for after an import.
create index device_account_no_site on device (account_id, serial_order, id) where removed_at is null and site_id is null;
create index device_account_no_site_model on device (account_id, category, model_name, serial_order, id) where removed_at is null and site_id is null;
create index device_account_no_site_seen on device (account_id, seen_order, id) where removed_at is null and site_id is null;
