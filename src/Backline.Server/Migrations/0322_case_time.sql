-- Time spent on a case, kept by its desk. A correction is another entry that says what it corrects; the corrected one stays.
create table case_time (
    account_id   uuid not null,
    partner_id   uuid,
    case_id      uuid not null,
    id           uuid not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    day          date not null,
    minutes      integer not null check (minutes between 0 and 1440),     -- 0: withdrawn
    what         text not null check (what <> ''),
    billable     boolean not null,
    person_id    uuid,
    person       text not null,
    noted_at     timestamptz not null,
    corrects_id  uuid,
    reason       text,
    primary key (account_id, case_id, id),
    unique (account_id, case_id, corrects_id),
    foreign key (account_id, case_id) references support_case (account_id, id),
    check ((corrects_id is null) = (reason is null))
);
select protect_case_table('case_time', 'select, insert', 'and tier = ''partner''', 'and false');

-- Who was named in an internal note, of the same desk.
create table case_mention (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    id          uuid not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    message_id  uuid not null,
    person_id   uuid not null,
    author      text not null,
    excerpt     text not null,
    at          timestamptz not null,
    primary key (account_id, case_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index case_mention_person on case_mention (person_id, at desc, id desc);
select protect_case_table('case_mention', 'select, insert', 'and tier = ''partner''', 'and false');

-- What whoever asked said afterwards: asked once a case, by a link that is good until it expires.
create table case_rating (
    account_id   uuid not null,
    partner_id   uuid,
    case_id      uuid not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    recipient    text not null,                              -- an address, in small letters
    language     text not null,
    skipped      boolean not null,                           -- asked for another case a short while before
    asked_at     timestamptz not null,
    expires_at   timestamptz not null,
    score        smallint check (score between 1 and 5),
    comment      text,
    rated_at     timestamptz,
    primary key (account_id, case_id),
    foreign key (account_id, case_id) references support_case (account_id, id),
    check ((score is null) = (rated_at is null))
);
create index case_rating_recipient on case_rating (recipient, asked_at) where not skipped;
create index case_rating_rated on case_rating (tier, rated_at desc, case_id desc) where score is not null;
create index case_rating_low on case_rating (tier, rated_at desc, case_id desc) where score <= 2;
select protect_case_table('case_rating', 'select', 'and tier = ''partner''', 'and false');
grant insert, update on case_rating to backline_jobs;
create index support_case_to_rate on support_case (resolved_at) where state in ('resolved', 'closed') and merged_into_id is null;
