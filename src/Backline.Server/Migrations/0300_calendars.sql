-- When a place works: the business days of countries and their parts, and the desk that never closes. A version is never edited: what changes
-- begins another one on a day, and a promise once made keeps the versions it was reckoned by.
create table calendar (
    code         text primary key check (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),   -- DE, DE-BY, or 24X7, WORKWEEK
    name         text not null check (name <> ''),
    country      text check (country ~ '^[A-Z]{2}$'),
    subdivision  text,
    shipped      boolean not null default false,
    version      bigint not null default 1
);
create table calendar_version (
    id            uuid primary key,
    code          text not null references calendar (code),
    sequence      integer not null check (sequence > 0),
    from_day      date not null,
    week          jsonb not null,                            -- by day of the week, the hours open by the clock there
    holidays      jsonb not null,                            -- day, name, and whether it is settled
    content_hash  text not null,                             -- of all of it
    created_at    timestamptz not null,
    created_by    text not null,
    unique (code, sequence),
    unique (code, from_day)
);
select share_programme_table('calendar');
select share_programme_table('calendar_version');

-- What ledgers name: the versions of a calendar as they were, at the clock of a zone; with hours, a desk that works those on its business days.
create table clock_calendar (
    key          text primary key,                           -- hash of all that follows
    time_zone    text not null,
    hours_from   time,
    hours_until  time,
    created_at   timestamptz not null
);
create table clock_calendar_version (
    calendar_key  text not null references clock_calendar (key),
    version_id    uuid not null references calendar_version (id),
    primary key (calendar_key, version_id)
);
create index clock_calendar_version_used on clock_calendar_version (version_id);
-- The promises of a contract as clocks, by the hash of what they say.
create table clock_policy (
    key         text primary key,
    milestones  jsonb not null,
    created_at  timestamptz not null
);
do $$
declare t text;
begin
    -- facts: whoever opens a case writes down what it is measured by, nobody changes it
    foreach t in array array['clock_calendar', 'clock_calendar_version', 'clock_policy'] loop
        execute format('grant select, insert on %I to backline_vendor, backline_partner, backline_account, backline_jobs', t);
    end loop;
end $$;
