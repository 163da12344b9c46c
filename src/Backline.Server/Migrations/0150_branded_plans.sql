-- PL-1, PO-2: the people behind a brand are hidden from whom it serves, which is who has a partner-branded contract in force; the session says so.
create or replace function shown_name(actor text) returns text language sql stable as $$
    select case
        when current_user <> 'backline_account' or coalesce(current_setting('backline.branded', true), '') <> 'on' or actor is null or actor in ('', 'job') then actor
        when exists (select from person where name = actor) or exists (select from api_key where name = actor) then actor
        else coalesce((select brand_name from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid), actor)
    end
$$;
