-- A part of a mail can't be read as it came: whoever decides about the mail is told.
alter table inbound_mail add column is_broken boolean not null default false;
