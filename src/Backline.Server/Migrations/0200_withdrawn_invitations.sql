-- keys are revoked, invitations withdrawn: one word for each, on pages, in the interface and here
alter table invitation rename column revoked_at to withdrawn_at;
