-- Files belong to an account and are kept in the database, gzip-compressed in chunks: they commit with what they belong to,
-- and a back-up holds everything. The hash is of the uncompressed content.
create table stored_file (
    account_id    uuid not null,
    partner_id    uuid,
    id            uuid not null,
    name          text not null,
    media_type    text not null,
    bytes         bigint not null check (bytes >= 0),
    sha256        bytea not null,
    created_at    timestamptz not null,
    primary key (account_id, id)
);
create index stored_file_id on stored_file (id);
create table stored_file_chunk (
    account_id    uuid not null,
    partner_id    uuid,
    file_id       uuid not null,
    number        integer not null,
    data          bytea not null,
    primary key (account_id, file_id, number),
    foreign key (account_id, file_id) references stored_file (account_id, id) on delete cascade
);
-- already compressed
alter table stored_file_chunk alter column data set storage external;
select protect_account_table('stored_file');
select protect_account_table('stored_file_chunk');
