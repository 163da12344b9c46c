-- The devices that stand at no site, in each scope and order of the list: few, and looked for after an import.
create index device_account_no_site on device (account_id, serial_order, id) where removed_at is null and site_id is null;
create index device_partner_no_site on device (partner_id, serial_order, id) where removed_at is null and site_id is null;
create index device_no_site on device (serial_order, id) where removed_at is null and site_id is null;
create index device_account_no_site_model on device (account_id, category, model_name, serial_order, id) where removed_at is null and site_id is null;
create index device_partner_no_site_model on device (partner_id, category, model_name, serial_order, id) where removed_at is null and site_id is null;
create index device_no_site_model on device (category, model_name, serial_order, id) where removed_at is null and site_id is null;
create index device_account_no_site_seen on device (account_id, seen_order, id) where removed_at is null and site_id is null;
create index device_partner_no_site_seen on device (partner_id, seen_order, id) where removed_at is null and site_id is null;
create index device_no_site_seen on device (seen_order, id) where removed_at is null and site_id is null;
