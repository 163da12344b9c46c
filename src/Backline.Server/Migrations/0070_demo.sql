-- Which steps of the demonstration programme were played; empty where it was never loaded.
create table demo_step (
    name       text primary key,
    played_at  timestamptz not null
);
grant select on demo_step to backline_app;
grant select, insert on demo_step to backline_vendor, backline_partner, backline_account, backline_jobs;
