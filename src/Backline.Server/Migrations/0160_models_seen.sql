-- A model's devices over many accounts also by when they were last seen: in the order of everything they may come late.
drop index device_of_model;
create index device_of_model on device (model_id, seen_order, id) where model_id is not null;
create index device_partner_model_seen on device (partner_id, model_id, seen_order, id) where removed_at is null and partner_id is not null and model_id is not null;
