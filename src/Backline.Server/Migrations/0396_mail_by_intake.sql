-- A mail is one within an intake: what a partner's program handed in is no copy to the vendor's mailbox, nor the other way round.
alter table inbound_mail drop constraint inbound_mail_message_id_content_key_key;
alter table inbound_mail add constraint inbound_mail_once unique nulls not distinct (message_id, content_key, intake_id);
