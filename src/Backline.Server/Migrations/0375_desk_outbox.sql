-- A partner reads the mails of its own desk, which the vendor does not, and no others.
grant select on outbox_message to backline_partner;
create policy partner on outbox_message for select to backline_partner using (desk_id = nullif(current_setting('backline.partner_id', true), '')::uuid);
create index outbox_message_desk on outbox_message (desk_id, created_at desc, id desc) where desk_id is not null;
