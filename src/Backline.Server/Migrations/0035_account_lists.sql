-- What the lists of accounts and sites filter by, each in the order they show. Searches are ranges on the bytes of the text: row security lets
-- an index answer those, and not "like".
create index account_country_name on account (country, name_key, account_id);
create index account_name_prefix on account (name_key text_pattern_ops, account_id);
create index site_country_name on site (country, name_key, id);
create index site_name_prefix on site (name_key text_pattern_ops, id);
create index site_city_prefix on site (lower(city) text_pattern_ops, id);
create index site_account_city on site (account_id, lower(city) text_pattern_ops, id);
create index contact_site on contact (account_id, site_id, name_key, id);
create index contact_id on contact (id);

-- The partner of an account stands in each of its rows, also in those that are facts; it is no part of what the audit chain seals.
grant update (partner_id) on audit_entry, audit_detail to backline_vendor, backline_jobs;
