-- Who did what, chained by hash per account; acts on the programme have a chain of their own under the zero account.
-- The chain holds a salted hash of the details; the details live apart and can be erased without breaking it.
create table audit_head (
    account_id   uuid primary key,
    partner_id   uuid,
    sequence     bigint not null,
    hash         bytea not null
);
create table audit_entry (
    account_id      uuid not null,
    partner_id      uuid,
    sequence        bigint not null,
    id              uuid not null,
    at              timestamptz not null,
    action          text not null,          -- a stable word: contract.activated
    subject_type    text not null,
    subject_id      uuid not null,
    subject_number  text,
    details_hash    bytea not null,
    previous_hash   bytea not null,
    hash            bytea not null,
    primary key (account_id, sequence)
);
create index audit_entry_subject on audit_entry (account_id, subject_id, sequence desc);
create index audit_entry_at on audit_entry (at desc, id desc);
create index audit_entry_account_at on audit_entry (account_id, at desc, id desc);
create index audit_entry_partner_at on audit_entry (partner_id, at desc, id desc);
create table audit_detail (
    account_id   uuid not null,
    partner_id   uuid,
    sequence     bigint not null,
    salt         bytea not null,
    actor_id     uuid,
    actor        text not null,
    before       json,
    after        json,
    primary key (account_id, sequence),
    foreign key (account_id, sequence) references audit_entry (account_id, sequence)
);
select protect_account_table('audit_head');
select protect_account_table('audit_entry');
select protect_account_table('audit_detail');
-- entries are facts
revoke update, delete on audit_entry from backline_vendor, backline_partner, backline_account, backline_jobs;
revoke update on audit_detail from backline_vendor, backline_partner, backline_account, backline_jobs;
revoke delete on audit_detail from backline_partner, backline_account;
