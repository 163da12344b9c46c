-- The audit by who did it: people by the beginnings of the words of their names as they are called today, keys and jobs by the beginning of theirs.
alter table audit_detail add column actor_key text not null generated always as (lower(actor)) stored;
create index audit_detail_actor_key on audit_detail (actor_key);
create index audit_detail_actor on audit_detail (actor_id) where actor_id is not null;

-- Ids of people the reader may not see: they narrow entries the reader sees anyway, and are not handed out.
create function people_called(words text) returns setof uuid language sql stable security definer set search_path = public as $$
    select id from person where person.words @@ to_tsquery('simple', $1)
$$;
revoke execute on function people_called from public;
grant execute on function people_called to backline_vendor, backline_partner, backline_jobs;

-- PO-2 for what an entry tells of before and after: the only name of the vendor's people there is the success manager's.
create function shown_details(details json) returns json language sql stable as $$
    select case
        when current_user = 'backline_account' and details::jsonb -> 'successManager' is not null
            then jsonb_set(details::jsonb, '{successManager}', coalesce(to_jsonb(shown_name(details ->> 'successManager')), 'null'))::json
        else details
    end
$$;
