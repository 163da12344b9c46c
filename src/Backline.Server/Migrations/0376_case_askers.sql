-- A partner's desk lets others of the customer follow a case that lies with it: their names, and of no other case.
create function case_askers(of_case uuid) returns table (id uuid, name text, account_id uuid) language sql stable security definer set search_path = public as $$
    select p.id, p.name, p.account_id from support_case c join person p on p.account_id = c.account_id
    where c.id = $1 and c.tier = 'partner' and c.front_id = nullif(current_setting('backline.partner_id', true), '')::uuid and p.disabled_at is null
$$;
revoke execute on function case_askers from public;
grant execute on function case_askers to backline_partner;

-- In which language somebody is written to, whom the reader may not see: a partner's desk writes to its customers' people.
create function language_of(person uuid) returns text language sql stable security definer set search_path = public as $$
    select p.language from person p where p.id = $1
$$;
revoke execute on function language_of from public;
grant execute on function language_of to backline_vendor, backline_partner, backline_account, backline_jobs;
