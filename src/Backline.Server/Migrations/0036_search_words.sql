-- Names are found by the beginnings of their words: "group" and "nord gr" find "Nordhaven Group SE". What stands between words is no part of them.
create function words_of(text text) returns tsvector language sql immutable strict parallel safe as $$
    select to_tsvector('simple', translate($1, '.,;:-_/&+*()[]{}''"`!?#@|\<>=~%', '                                    '))
$$;
alter table account add column words tsvector not null generated always as (words_of(name_key)) stored;
create index account_words on account using gin (words);
alter table person add column words tsvector not null generated always as (words_of(lower(name || ' ' || coalesce(email, '')))) stored;
create index person_words on person using gin (words);
create index person_role on person (role, name, id);
create index contract_plan_partner on contract (partner_id, plan_code, ends_on, id);
create index contract_ends_partner_state on contract (partner_id, state, ends_on, id);
create index quote_state on quote (state, created_at desc, id desc);
create index quote_partner_state on quote (partner_id, state, created_at desc, id desc);
create index true_up_state on true_up (state, created_at desc, id desc);
create index true_up_partner_state on true_up (partner_id, state, created_at desc, id desc);
create index invitation_created on invitation (created_at desc, id desc);
create index api_key_created on api_key (created_at desc, id desc);
create index audit_entry_action on audit_entry (action, at desc, id desc);
create index audit_entry_subject_number on audit_entry (subject_number, at desc, id desc) where subject_number is not null;
create index audit_entry_subject_id on audit_entry (subject_id, at desc, id desc);
