-- Who follows a case: people of the side that asks, who see it also when it is private, and people of the desk among themselves.
create table case_watcher (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    person_id   uuid not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    side        text not null check (side in ('asking', 'desk')),
    name        text not null,                               -- as it was
    added_at    timestamptz not null,
    added_by    text not null,
    primary key (account_id, case_id, person_id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index case_watcher_person on case_watcher (person_id, case_id);
select protect_case_table('case_watcher', 'select, insert, delete', 'and (side = ''asking'' or tier = ''partner'')', 'and side = ''asking''');

-- How cases belong together, said from one of them; the other shows it the other way round.
create table case_link (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    id          uuid not null,
    other_id    uuid not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    kind        text not null check (kind in ('related', 'duplicate-of', 'follow-up-of', 'blocks', 'split-from')),
    added_at    timestamptz not null,
    added_by    text not null,
    primary key (account_id, case_id, id),
    unique (account_id, case_id, other_id, kind),
    foreign key (account_id, case_id) references support_case (account_id, id),
    foreign key (account_id, other_id) references support_case (account_id, id)
);
create index case_link_other on case_link (account_id, other_id);
select protect_case_table('case_link', 'select, insert, delete', '', '');

-- Messages that went on in a case of their own. They stay readable where they were said, and say where they went.
create table case_split_message (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    message_id  uuid not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    to_id       uuid not null,
    to_number   text not null,
    primary key (account_id, case_id, message_id),
    foreign key (account_id, case_id) references support_case (account_id, id),
    foreign key (account_id, to_id) references support_case (account_id, id)
);
select protect_case_table('case_split_message', 'select, insert', '', '');

-- What was changed about a case after its opening, with the reason, as it was and as it became.
create table case_change (
    account_id  uuid not null,
    partner_id  uuid,
    case_id     uuid not null,
    id          uuid not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    kind        text not null check (kind in ('moved', 'privacy')),
    at          timestamptz not null,
    actor       text not null,
    reason      text not null check (reason <> ''),
    before      jsonb not null,
    after       jsonb not null,
    primary key (account_id, case_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
select protect_case_table('case_change', 'select, insert', '', '');

-- Words are found however they are written: without the marks of Vietnamese, Spanish or Italian; German umlauts also as two letters; Korean words
-- from any of their syllables on, since particles and other nouns stand joined to them.
-- In plpgsql, which keeps its plans: a function in SQL that is not inlined is planned at every call.
create function folded(text text) returns text language plpgsql immutable strict parallel safe as $$
begin
    -- most of what is said has no marks to take away
    if octet_length($1) = length($1) then return lower($1); end if;
    return lower(normalize(regexp_replace(normalize(replace(replace(replace(replace($1, 'ß', 'ss'), 'ẞ', 'ss'), 'đ', 'd'), 'Đ', 'd'), nfd), '[\u0300-\u036f]', '', 'g'), nfc));
end
$$;
create function case_words_of(text text) returns tsvector language plpgsql immutable strict parallel safe as $$
declare
    composed text;
    again    text := '';
begin
    if octet_length($1) = length($1) then return words_of(lower($1)); end if;
    composed := normalize($1, nfc);
    if composed ~ '[äöüÄÖÜ]' then
        again := ' ' || folded(replace(replace(replace(replace(replace(replace(composed, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'));
    end if;
    if $1 ~ '[가-힣ᄀ-ᄒ]' then
        again := again || coalesce((select ' ' || string_agg(substr(word[1], i), ' ') from regexp_matches(left(composed, 20000), '[가-힣]{3,12}', 'g') word, generate_series(2, length(word[1]) - 1) i), '');
    end if;
    return words_of(folded($1) || again);
end
$$;
alter table case_message drop column words;
alter table case_message add column words tsvector generated always as (case_words_of(subject || ' ' || body)) stored;
create index case_message_vendor_words on case_message_vendor using gin (words);

-- a file uploaded to a case that was closed meanwhile goes along to the one that follows it
grant update (case_id) on case_file to backline_vendor, backline_partner, backline_account;
