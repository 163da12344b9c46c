-- An import that is undone takes the sites it created with it, unless something else uses them by then.
alter table site add column first_import_id uuid;
create index site_import on site (account_id, first_import_id) where first_import_id is not null;
