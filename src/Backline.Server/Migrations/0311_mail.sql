-- What a mail needs to stand in its thread, and whose outbox it waits in: the vendor reads none of a partner's desk.
alter table outbox_message
    add column message_id     text,
    add column in_reply_to    text,
    add column reference_ids  text[] not null default '{}',
    add column about_id       uuid,                          -- the case it is about
    add column desk_id        uuid;                          -- the partner whose desk it leaves; null: the vendor's
create index outbox_message_id on outbox_message (message_id) where message_id is not null;
alter table outbox_message enable row level security;
create policy vendor on outbox_message for select to backline_vendor using (desk_id is null);
create policy written on outbox_message for insert to backline_vendor, backline_partner, backline_account, backline_app with check (true);
create policy jobs on outbox_message to backline_jobs using (true) with check (true);

-- A message of a case of which somebody is to be told by mail: kept with it, told by a worker.
create table case_mail (
    message_id       uuid primary key,
    case_id          uuid not null,
    case_account_id  uuid not null,
    event            text not null check (event in ('opened', 'answered', 'planned', 'worked-around', 'resolved', 'asked'))
);
grant insert on case_mail to backline_vendor, backline_partner, backline_account;
grant select, insert, delete on case_mail to backline_jobs;

-- Addresses that take no mail, until one comes from there.
create table mail_bounce (
    address   text primary key,
    at        timestamptz not null,
    status    text not null,
    said      text not null
);
grant select on mail_bounce to backline_vendor;
grant select, insert, update, delete on mail_bounce to backline_jobs;

-- What came in, as it came, with what became of it.
create table inbound_mail (
    id             uuid primary key,
    received_at    timestamptz not null,
    source         text not null check (source in ('maildir', 'interface', 'demo')),
    intake_id      uuid,                                     -- the partner whose program handed it in
    message_id     text not null,
    content_key    bytea not null,                           -- of its sender, subject and content: the same mail by another way is the same
    sha256         bytea not null,
    bytes          bigint not null,
    sender         text not null default '',
    sender_name    text not null default '',
    recipients     text not null default '',
    subject        text not null default '',
    sent_at        timestamptz,
    text           text not null default '',                 -- what is new in it
    files          jsonb not null default '[]',              -- names, sizes, and why one was not taken
    state          text not null check (state in ('waiting', 'matched', 'opened', 'held', 'bounced', 'ignored')),
    reason         text not null default '',
    desk           text not null check (desk in ('none', 'vendor', 'partner')),   -- none: nobody knows yet whose it is
    desk_id        uuid,
    of_account_id  uuid,                                     -- who may put it into a case: whose sender it is
    of_partner_id  uuid,
    case_id        uuid,
    case_number    text,
    handled_at     timestamptz,
    handled_by     text,
    unique (message_id, content_key)
);
create index inbound_mail_desk on inbound_mail (desk, desk_id, id);
create index inbound_mail_state on inbound_mail (desk, desk_id, state, id);
create index inbound_mail_sender on inbound_mail (sender, received_at);
create index inbound_mail_case on inbound_mail (case_id) where case_id is not null;
create table inbound_mail_piece (
    mail_id  uuid not null references inbound_mail (id) on delete cascade,
    number   integer not null,
    data     bytea not null,
    primary key (mail_id, number)
);
alter table inbound_mail_piece alter column data set storage external;
alter table inbound_mail enable row level security;
alter table inbound_mail force row level security;
alter table inbound_mail_piece enable row level security;
alter table inbound_mail_piece force row level security;
create policy jobs on inbound_mail to backline_jobs using (true) with check (true);
create policy jobs on inbound_mail_piece to backline_jobs using (true) with check (true);
create policy vendor on inbound_mail to backline_vendor using (desk = 'vendor');
create policy partner on inbound_mail to backline_partner using (desk_id = nullif(current_setting('backline.partner_id', true), '')::uuid or of_partner_id = nullif(current_setting('backline.partner_id', true), '')::uuid);
-- whose it is puts it into the case, once, in the unit of work that writes there; it reads no more of it than that it waits
create policy account on inbound_mail to backline_account using (of_account_id = nullif(current_setting('backline.account_id', true), '')::uuid);
create policy vendor on inbound_mail_piece for select to backline_vendor using (exists (select from inbound_mail m where m.id = mail_id));
create policy partner on inbound_mail_piece for select to backline_partner using (exists (select from inbound_mail m where m.id = mail_id and m.desk_id = nullif(current_setting('backline.partner_id', true), '')::uuid));
grant select on inbound_mail, inbound_mail_piece to backline_vendor, backline_partner;
grant update (state, reason, of_account_id, of_partner_id, case_id, case_number, files, handled_at, handled_by) on inbound_mail to backline_vendor, backline_partner;
grant select (id, state, of_account_id), update (state, reason, case_id, case_number, files, handled_at, handled_by) on inbound_mail to backline_account;
grant select, insert, update, delete on inbound_mail, inbound_mail_piece to backline_jobs;
