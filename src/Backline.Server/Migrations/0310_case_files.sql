-- Files that messages of a case carry: as visible as the message they stand in. Until a message takes one it is nobody's but whose it is.
create table case_file (
    account_id      uuid not null,
    partner_id      uuid,
    case_id         uuid not null,
    id              uuid not null,
    tier            text not null check (tier in ('vendor', 'partner')),
    front_id        uuid,
    served_id       uuid generated always as (coalesce(front_id, partner_id)) stored,
    desk_id         uuid,                                    -- the partner whose desk an internal file stays at; null: the vendor's
    visibility      text not null check (visibility in ('public', 'internal')),
    message_id      uuid,                                    -- null: not said yet
    name            text not null check (name <> ''),
    media_type      text not null,                           -- by its content, never by what its sender said
    is_picture      boolean not null,                        -- pixels alone: may be shown where it stands
    bytes           bigint not null check (bytes > 0),
    sha256          bytea not null,
    uploaded_by_id  uuid,
    uploaded_by     text not null,
    uploaded_at     timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index case_file_message on case_file (account_id, case_id, message_id);
create index case_file_id on case_file (id);
create index case_file_unused on case_file (uploaded_at) where message_id is null;

-- The content in pieces of a megabyte, each compressed by itself.
create table case_file_piece (
    account_id  uuid not null,
    partner_id  uuid,
    file_id     uuid not null,
    number      integer not null,
    tier        text not null check (tier in ('vendor', 'partner')),
    front_id    uuid,
    served_id   uuid generated always as (coalesce(front_id, partner_id)) stored,
    desk_id     uuid,
    visibility  text not null check (visibility in ('public', 'internal')),
    data        bytea not null,
    primary key (account_id, file_id, number),
    foreign key (account_id, file_id) references case_file (account_id, id) on delete cascade
);
alter table case_file_piece alter column data set storage external;
do $$
declare t text;
begin
    foreach t in array array['case_file', 'case_file_piece'] loop
        perform protect_case_table(t::regclass, 'select, insert, update', 'and (visibility = ''public'' or desk_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', 'and visibility = ''public''');
        -- nobody rewrites a file: only where it belongs is said later
        execute format('revoke update on %I from backline_vendor, backline_partner, backline_account', t);
    end loop;
end $$;
grant update (message_id, visibility, desk_id) on case_file to backline_vendor, backline_partner, backline_account;
grant update (visibility, desk_id) on case_file_piece to backline_vendor, backline_partner, backline_account;
grant update (partner_id) on case_file to backline_vendor;
grant update (partner_id) on case_file_piece to backline_vendor;
grant delete on case_file, case_file_piece to backline_jobs;
