-- Where the chains of all accounts stood, once a day. The chain of the programme holds the hash of each day's rows ("audit.anchored"): whoever cuts
-- off the end of a chain, or removes one, has to change the programme's chain as well.
create table audit_anchor (
    account_id  uuid not null,
    partner_id  uuid,
    sequence    bigint not null,
    anchor_id   uuid not null,
    hash        bytea not null,
    primary key (account_id, sequence)
);
create index audit_anchor_anchor on audit_anchor (anchor_id);
select protect_account_table('audit_anchor');
revoke insert, update, delete on audit_anchor from backline_vendor, backline_partner, backline_account;
revoke update, delete on audit_anchor from backline_jobs;
grant update (partner_id) on audit_anchor to backline_vendor, backline_jobs;

-- Details are erased by `backline audit erase` alone, which is an act of its own.
revoke delete on audit_detail from backline_vendor;
