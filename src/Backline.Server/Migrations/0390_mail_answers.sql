-- When whoever wrote a mail that is held was told so: an address is told once a day.
alter table inbound_mail add column answered_at timestamptz;
create index inbound_mail_answered on inbound_mail (sender, answered_at) where answered_at is not null;
