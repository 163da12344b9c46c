-- The audit of one partner or account, narrowed to an act, in its order.
create index audit_entry_partner_action on audit_entry (partner_id, action, at desc, id desc);
create index audit_entry_account_action on audit_entry (account_id, action, at desc, id desc);
-- A partner's devices by the beginning of a name: among everybody's names its own may come late.
create index device_partner_name on device (partner_id, name_key, id) where removed_at is null and name_key <> '';
