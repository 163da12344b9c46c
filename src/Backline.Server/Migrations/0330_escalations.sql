-- Escalations (CA-2): of one case, or of an account with many. Each desk escalates its own (PO-2); of a case's, whoever asked sees that there is one.
create sequence escalation_number_seq start 1;
create sequence escalation_line_seq;
grant usage on sequence escalation_number_seq, escalation_line_seq to backline_vendor, backline_partner, backline_account, backline_jobs;

create table escalation (
    account_id      uuid not null references account (account_id),
    partner_id      uuid,
    id              uuid not null,
    number          text not null unique,
    kind            text not null check (kind in ('case', 'account')),
    tier            text not null check (tier in ('vendor', 'partner')),
    front_id        uuid,
    served_id       uuid generated always as (coalesce(front_id, partner_id)) stored,
    account_number  text not null,                           -- of the account, and its name, as they were
    account_name    text not null,
    case_id         uuid,
    case_number     text,
    trigger         text not null check (trigger in ('age', 'missed-update', 'no-progress', 'reopened-twice', 'repeated-on-device', 'part-did-not-fix', 'software-bug', 'complexity', 'low-satisfaction', 'cloud-partner-silent', 'customer-asks', 'desk')),
    title           text not null check (title <> ''),
    reason          text not null,
    state           text not null check (state in ('requested', 'active', 'declined', 'ended')),
    level           integer not null,
    trend           text,
    plan            text,
    owner_id        uuid,
    owner           text,                                    -- as it was
    requested_at    timestamptz not null,
    requested_by    text not null,
    started_at      timestamptz,
    next_update_at  timestamptz,
    ended_at        timestamptz,
    end_reason      text,
    told            boolean not null default false,          -- to those who answer for the service, that it began
    reminded_at     timestamptz,                             -- of the next update that was due then
    version         bigint not null default 1,
    primary key (account_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index escalation_id on escalation (id);
create index escalation_tier on escalation (tier, id);
create index escalation_served on escalation (served_id, id);
-- one at a time: what happens meanwhile joins it
create unique index escalation_open_case on escalation (account_id, case_id) where kind = 'case' and state in ('requested', 'active');
create unique index escalation_open_account on escalation (account_id, tier, coalesce(front_id, account_id)) where kind = 'account' and state in ('requested', 'active');
create index escalation_untold on escalation (id) where not told;
create index support_case_device on support_case (device_id, opened_at) where device_id is not null;
create index escalation_due on escalation (next_update_at, id) where state = 'active' and next_update_at is not null;

-- Each cause counts once.
create table escalation_cause (
    account_id     uuid not null,
    partner_id     uuid,
    case_id        uuid not null,
    trigger        text not null check (trigger in ('age', 'missed-update', 'no-progress', 'reopened-twice', 'repeated-on-device', 'part-did-not-fix', 'software-bug', 'complexity', 'low-satisfaction', 'cloud-partner-silent', 'customer-asks', 'desk')),
    occasion       text not null,                            -- which time it was
    tier           text not null check (tier in ('vendor', 'partner')),
    front_id       uuid,
    served_id      uuid generated always as (coalesce(front_id, partner_id)) stored,
    at             timestamptz not null,
    primary key (account_id, case_id, trigger, occasion),
    foreign key (account_id, case_id) references support_case (account_id, id)
);

-- What happened to it; of the desk alone unless it says otherwise.
create table escalation_line (
    account_id     uuid not null,
    partner_id     uuid,
    escalation_id  uuid not null,
    seq            bigint not null default nextval('escalation_line_seq'),
    tier           text not null check (tier in ('vendor', 'partner')),
    front_id       uuid,
    served_id      uuid generated always as (coalesce(front_id, partner_id)) stored,
    is_shown       boolean not null,                         -- to whoever asked too
    at             timestamptz not null,
    kind           text not null,
    actor_id       uuid,
    actor          text not null,
    word           text,                                     -- the cause, the trend, a number, a name
    body           text,
    primary key (account_id, escalation_id, seq),
    foreign key (account_id, escalation_id) references escalation (account_id, id)
);

-- The cases of an escalated account, and who is told of all that happens.
create table escalation_case (
    account_id     uuid not null,
    partner_id     uuid,
    escalation_id  uuid not null,
    case_id        uuid not null,
    tier           text not null check (tier in ('vendor', 'partner')),
    front_id       uuid,
    served_id      uuid generated always as (coalesce(front_id, partner_id)) stored,
    primary key (account_id, escalation_id, case_id),
    foreign key (account_id, escalation_id) references escalation (account_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index escalation_case_case on escalation_case (case_id);
create table escalation_watcher (
    account_id     uuid not null,
    partner_id     uuid,
    escalation_id  uuid not null,
    person_id      uuid not null,
    name           text not null,                            -- as it was
    tier           text not null check (tier in ('vendor', 'partner')),
    front_id       uuid,
    served_id      uuid generated always as (coalesce(front_id, partner_id)) stored,
    primary key (account_id, escalation_id, person_id),
    foreign key (account_id, escalation_id) references escalation (account_id, id)
);
-- an account's stays with the desk that sees the whole of it
select protect_case_table('escalation', 'select, insert, update', 'and (tier = ''partner'' or kind = ''case'')', 'and kind = ''case''');
select protect_case_table('escalation_cause', 'select, insert', '', '');
select protect_case_table('escalation_line', 'select, insert', 'and (tier = ''partner'' or is_shown)', 'and is_shown');
select protect_case_table('escalation_case', 'select, insert, delete', 'and tier = ''partner''', 'and false');
select protect_case_table('escalation_watcher', 'select, insert, delete', 'and tier = ''partner''', 'and false');
