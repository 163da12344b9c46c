-- A mail server's report may name nothing but the number of the case: was a mail of it sent to that address?
create index outbox_message_about on outbox_message (about_id) where about_id is not null;
