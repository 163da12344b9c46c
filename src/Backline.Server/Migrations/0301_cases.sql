-- Cases (CA). Two tiers (PO-2): a case lies at the vendor's desk or at that of the partner who fronts the service, and each side sees only its thread.
create sequence case_number_seq start 1;
create sequence case_message_seq;
grant usage on sequence case_number_seq, case_message_seq to backline_vendor, backline_partner, backline_account, backline_jobs;

create table support_case (
    account_id      uuid not null references account (account_id),
    partner_id      uuid,                                    -- of the account, now
    id              uuid not null,
    number          text not null unique,
    account_number  text not null,                           -- of the account, and its name, as they were: a partner that lost the account keeps its threads
    account_name    text not null,
    tier            text not null check (tier in ('vendor', 'partner')),    -- whose desk it lies on
    front_id        uuid,                                    -- the partner who stands before the customer for this case; stays when the account moves
    served_id       uuid generated always as (coalesce(front_id, partner_id)) stored,   -- the partner who sees it
    subject         text not null check (subject <> ''),
    severity        text not null check (severity in ('p1', 'p2', 'p3', 'p4')),
    state           text not null check (state in ('open', 'waiting', 'resolved', 'closed')),
    outcome         text,
    is_priority     boolean not null,                        -- goes before those without (CA-1)
    rank            smallint not null generated always as (case when is_priority then 0 else 1 end) stored,
    is_private      boolean not null,
    site_id         uuid,
    contact_id      uuid,
    contact         text,                                    -- as it was
    device_id       uuid,
    serial          text,                                    -- as it was
    model_id        uuid,
    contract_id     uuid,                                    -- that covers it
    coverage        jsonb not null,                          -- what was said of coverage at the opening
    terms           jsonb not null,                          -- what its clocks are measured by
    waits           jsonb not null default '[]' check (jsonb_typeof(waits) = 'array'),
    assignee_id     uuid,
    assignee        text,                                    -- as it was
    handed_from_id  uuid,
    handed_to_id    uuid,
    merged_into_id  uuid,
    opened_by_id    uuid,
    opened_by       text not null,
    opened_at       timestamptz not null,
    answered_at     timestamptz,
    resolved_at     timestamptz,
    closed_at       timestamptz,
    reopenings      integer not null,
    last_entry_at   timestamptz not null,
    next_at         timestamptz not null,                    -- when the desk looks next: what is due first, or the follow-up of a wait; 9998: nothing is promised, 9999: it is done
    alarm_at        timestamptz not null,                    -- when the first alarm to come sounds; 9999 for never
    version         bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, site_id) references site (account_id, id)
);
create index support_case_id on support_case (id);
-- the queue: those with priority first, then what is due next; narrowed by what desks narrow it
create index support_case_queue on support_case (tier, rank, next_at, id);
create index support_case_state on support_case (tier, state, rank, next_at, id);
create index support_case_severity on support_case (tier, severity, rank, next_at, id);
create index support_case_unassigned on support_case (tier, rank, next_at, id) where assignee_id is null;
create index support_case_assignee on support_case (assignee_id, rank, next_at, id) where assignee_id is not null;
create index support_case_served on support_case (served_id, rank, next_at, id);
create index support_case_account on support_case (account_id, rank, next_at, id);
create index support_case_site on support_case (site_id, rank, next_at, id) where site_id is not null;
-- newest first: ids are made in the order of time
create index support_case_newest on support_case (tier, id);
create index support_case_served_newest on support_case (served_id, id);

-- The ledger: facts that clocks rest on, only ever added.
create table case_entry (
    account_id   uuid not null,
    partner_id   uuid,
    case_id      uuid not null,
    seq          integer not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    at           timestamptz not null,
    kind         text not null check (kind in ('opened', 'paused', 'resumed', 'severity', 'terms', 'marked')),
    actor_id     uuid,
    actor        text not null,
    details      jsonb not null,
    primary key (account_id, case_id, seq),
    foreign key (account_id, case_id) references support_case (account_id, id)
);

-- What was said: to the other side, or among those of one desk. In two parts, so that the vendor's whole thread can be searched by an index.
create table case_message (
    account_id   uuid not null,
    partner_id   uuid,
    case_id      uuid not null,
    seq          bigint not null default nextval('case_message_seq'),   -- the order in which it was said
    id           uuid not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    desk_id      uuid,                                       -- the partner whose desk an internal message stays at; null: the vendor's
    at           timestamptz not null,
    visibility   text not null check (visibility in ('public', 'internal')),
    direction    text not null check (direction in ('inbound', 'outbound', 'internal')),
    author_id    uuid,
    author       text not null,
    subject      text not null default '',                   -- of the case, in its first message
    body         text not null check (body <> ''),
    words        tsvector generated always as (words_of(lower(subject || ' ' || body))) stored,
    primary key (account_id, case_id, seq, tier),
    foreign key (account_id, case_id) references support_case (account_id, id)
) partition by list (tier);
create table case_message_vendor partition of case_message for values in ('vendor');
create table case_message_partner partition of case_message for values in ('partner');
create index case_message_served on case_message (served_id, case_id);
create index case_message_vendor_words on case_message_vendor using gin (words);

-- The clocks of a case, reckoned from its ledger whenever it changes; never written otherwise.
create table case_clock (
    account_id     uuid not null,
    partner_id     uuid,
    case_id        uuid not null,
    milestone      text not null check (milestone in ('first-response', 'next-update', 'plan', 'workaround', 'resolution')),
    occurrence     integer not null,
    tier           text not null check (tier in ('vendor', 'partner')),
    front_id       uuid,
    served_id      uuid generated always as (coalesce(front_id, partner_id)) stored,
    state          text not null,                            -- when it was reckoned; one that runs is overdue once it is due
    customer_sees  boolean not null,
    started_at     timestamptz not null,
    due_at         timestamptz,
    warn_at        timestamptz,
    ended_at       timestamptz,
    primary key (account_id, case_id, milestone, occurrence),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index case_clock_due on case_clock (tier, due_at, case_id) where ended_at is null and due_at is not null;

-- What sounded: warnings, breaches, levels of escalation, each once (CA-2). What is to come follows from the ledger.
create table case_alarm (
    account_id   uuid not null,
    partner_id   uuid,
    case_id      uuid not null,
    kind         text not null check (kind in ('warning', 'breach', 'escalation')),
    milestone    text not null check (milestone in ('first-response', 'next-update', 'plan', 'workaround', 'resolution')),
    occurrence   integer not null,
    step         integer not null,                           -- the percentage of a warning, the level of an escalation
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    due_at       timestamptz not null,
    fired_at     timestamptz not null,
    late         boolean not null,                           -- nobody was there to sound it
    primary key (account_id, case_id, kind, milestone, occurrence, step),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index support_case_alarm on support_case (alarm_at, id) where alarm_at < '9999-01-01Z';

-- Each side sees its thread: the vendor its own desk; the partner what it serves; the customer what its own side asked, from whichever desk.
create function protect_case_table(t regclass, grants text, for_partner text, for_account text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy vendor on %s to backline_vendor using (tier = ''vendor'')', t);
    execute format('create policy jobs on %s to backline_jobs using (true) with check (true)', t);
    execute format('create policy partner on %s to backline_partner using (served_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid %s)', t, for_partner);
    execute format('create policy account on %s to backline_account using (account_id = nullif(current_setting(''backline.account_id'', true), '''')::uuid and (tier = ''partner'' or front_id is null) %s)', t, for_account);
    execute format('grant %s on %s to backline_vendor, backline_partner, backline_account, backline_jobs', grants, t);
    -- an account that moves takes its rows along
    execute format('grant update (partner_id) on %s to backline_vendor, backline_jobs', t);
end $$;
select protect_case_table('support_case', 'select, insert, update', '', '');
select protect_case_table('case_entry', 'select, insert', '', '');
select protect_case_table('case_clock', 'select, insert, update, delete', '', '');
select protect_case_table('case_alarm', 'select, insert', '', '');
-- what a desk writes for itself never leaves it, nor goes on to the next partner
select protect_case_table('case_message', 'select, insert', 'and (visibility = ''public'' or desk_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', 'and visibility = ''public''');
-- The parts are closed but for the vendor's: read by itself it holds nothing but the vendor's, and a policy without a condition lets the index of its
-- words answer.
alter table case_message_vendor enable row level security;
alter table case_message_vendor force row level security;
alter table case_message_partner enable row level security;
alter table case_message_partner force row level security;
create policy vendor on case_message_vendor to backline_vendor using (true);
grant select on case_message_vendor to backline_vendor;
