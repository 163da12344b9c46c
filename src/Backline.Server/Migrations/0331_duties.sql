-- The escalation matrix as data: severity by age. A version counts for cases opened from its moment on; a running case keeps its own.
create table escalation_matrix (
    sequence    integer primary key check (sequence > 0),
    from_at     timestamptz not null unique,
    levels      jsonb not null check (jsonb_typeof(levels) = 'array'),
    note        text,
    created_at  timestamptz not null,
    created_by  text not null
);
select share_programme_table('escalation_matrix');

-- What the people of a desk can do and when they work, and who is called when a case reaches a level. Each desk has its own (PO-2).
create table desk_profile (
    person_id   uuid primary key,
    partner_id  uuid,                                        -- whose desk; null: the vendor's
    skills      text[] not null default '{}',
    languages   text[] not null default '{}',
    week        jsonb,                                       -- by day of the week, at the clock of the person; null: Monday to Friday, 8 to 18
    version     bigint not null default 1
);
create table desk_duty (
    id          uuid primary key,
    partner_id  uuid,
    person_id   uuid not null,
    duty        text not null check (duty in ('team-lead', 'duty-manager', 'service-director', 'executive')),
    on_call     boolean not null,                            -- at any hour; else in the hours of the person
    from_day    date,
    until_day   date
);
create index desk_duty_person on desk_duty (person_id);
create index desk_duty_duty on desk_duty (partner_id, duty);
do $$
declare t text;
begin
    foreach t in array array['desk_profile', 'desk_duty'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy vendor on %I to backline_vendor using (partner_id is null)', t);
        execute format('create policy partner on %I to backline_partner using (partner_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', t);
        execute format('create policy jobs on %I to backline_jobs using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to backline_vendor, backline_partner, backline_jobs', t);
    end loop;
end $$;

-- Each level that was reached calls those on duty; who does not answer in time is passed over for the next level.
create table escalation_call (
    account_id       uuid not null,
    partner_id       uuid,
    case_id          uuid not null,
    level            integer not null check (level > 0),
    tier             text not null check (tier in ('vendor', 'partner')),
    front_id         uuid,
    served_id        uuid generated always as (coalesce(front_id, partner_id)) stored,
    called_at        timestamptz not null,
    due_at           timestamptz not null,                   -- by when somebody answers
    is_silence       boolean not null,                       -- the level before did not answer; else the age of the case
    people           text[] not null,                        -- who was called, as they were named
    acknowledged_at  timestamptz,
    acknowledged_by  text,
    acknowledged_id  uuid,
    lapsed_at        timestamptz,                            -- nobody answered in time, or the case was done
    primary key (account_id, case_id, level),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index escalation_call_due on escalation_call (due_at) where acknowledged_at is null and lapsed_at is null;
create index escalation_call_open on escalation_call (tier, due_at) where acknowledged_at is null;
select protect_case_table('escalation_call', 'select, insert, update', 'and tier = ''partner''', 'and false');

-- What somebody is to be told of alarms, until it is: many at once are one mail.
create table alarm_notice (
    id         uuid primary key,
    person_id  uuid not null,
    case_id    uuid not null,
    kind       text not null check (kind in ('warning', 'breach', 'escalation', 'call', 'requested', 'escalated', 'update-due')),
    milestone  text not null,
    step       integer not null,
    alarm_at   timestamptz not null,
    late       boolean not null,
    due_at     timestamptz not null                          -- in the hours of the person
);
create index alarm_notice_due on alarm_notice (due_at, id);
create index alarm_notice_person on alarm_notice (person_id, due_at);
grant select, insert, update, delete on alarm_notice to backline_jobs;
