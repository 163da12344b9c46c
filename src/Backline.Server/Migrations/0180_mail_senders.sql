-- PO-2: a mail to whom a brand serves comes from the brand.
alter table outbox_message add column sender_name text;
