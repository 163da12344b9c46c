-- The programme administrator reads what waits to be sent, and hands it over where no mail leaves.
grant select on outbox_message to backline_vendor;
create index outbox_message_created on outbox_message (created_at desc, id desc);
