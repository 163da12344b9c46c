-- The joint calls that people of a partner's customer were invited to: they belong to the vendor's case, which that customer doesn't see, and stand at the customer's own.
create function calls_for_customer(of_case uuid) returns table (id uuid, incident_id uuid, title text, starts_at timestamptz, minutes integer, place text, state text, held_minutes integer, notes text)
language sql stable security definer set search_path = public as $$
    select k.id, k.incident_id, k.title, k.starts_at, k.minutes, k.place, k.state, k.held_minutes, k.notes
    from support_case own join support_case theirs on theirs.account_id = own.account_id and theirs.id = own.handed_to_id
    join cloud_incident_case l on l.account_id = theirs.account_id and l.case_id = theirs.id
    join cloud_call k on k.account_id = l.account_id and k.incident_id = l.incident_id
    where own.id = $1 and own.account_id = nullif(current_setting('backline.account_id', true), '')::uuid
      and exists (select from jsonb_array_elements(k.participants) invited join person p on lower(p.email) = lower(invited ->> 'email') where p.account_id = own.account_id)
$$;
revoke execute on function calls_for_customer from public;
grant execute on function calls_for_customer to backline_account;
