-- Whether somebody who is in a call is one of the vendor's people: known by address, or by the house an address that nobody has belongs to; without one by name.
create function is_of_vendor(called text, email text) returns boolean language sql stable security definer set search_path = public as $$
    select coalesce(exists (select from person v where v.account_id is null and v.partner_id is null and (lower(v.email) = lower($2) or coalesce($2, '') = '' and v.name = $1))
        or not exists (select from person p where lower(p.email) = lower($2))
            and split_part(lower($2), '@', 2) in (select split_part(lower(v.email), '@', 2) from person v where v.account_id is null and v.partner_id is null), false)
$$;
revoke execute on function is_of_vendor from public;
grant execute on function is_of_vendor to backline_vendor, backline_jobs;

-- Their customer also reads who takes part, the vendor's people under the name of the partner that serves it, and takes the call into a calendar.
drop function calls_for_customer;
create function calls_for_customer(of_case uuid)
returns table (id uuid, incident_id uuid, title text, starts_at timestamptz, minutes integer, place text, state text, held_minutes integer, notes text, participants jsonb, sequence integer)
language sql stable security definer set search_path = public as $$
    select k.id, k.incident_id, k.title, k.starts_at, k.minutes, k.place, k.state, k.held_minutes, k.notes,
        (select coalesce(jsonb_agg(invited order by place) filter (where not is_of_vendor(invited ->> 'name', invited ->> 'email')), '[]')
                || case when bool_or(is_of_vendor(invited ->> 'name', invited ->> 'email'))
                    then (select jsonb_build_array(jsonb_build_object('name', coalesce(f.brand_name, f.name))) from partner f where f.id = own.front_id) else '[]' end
            from jsonb_array_elements(k.participants) with ordinality as each(invited, place)),
        k.sequence
    from support_case own join support_case theirs on theirs.account_id = own.account_id and theirs.id = own.handed_to_id
    join cloud_incident_case l on l.account_id = theirs.account_id and l.case_id = theirs.id
    join cloud_call k on k.account_id = l.account_id and k.incident_id = l.incident_id
    where own.id = $1 and own.account_id = nullif(current_setting('backline.account_id', true), '')::uuid
      and exists (select from jsonb_array_elements(k.participants) invited join person p on lower(p.email) = lower(invited ->> 'email') where p.account_id = own.account_id)
$$;
revoke execute on function calls_for_customer from public;
grant execute on function calls_for_customer to backline_account;
