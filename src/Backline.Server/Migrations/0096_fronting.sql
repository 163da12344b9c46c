-- PO-2: whoever is served under a partner's brand sees the brand, never the people behind it. Names of one's own organisation stay.
create function shown_name(actor text) returns text language sql stable as $$
    select case
        when current_user <> 'backline_account' or actor is null or actor in ('', 'job') then actor
        when exists (select from person where name = actor) or exists (select from api_key where name = actor) then actor
        else coalesce((select brand_name from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid), actor)
    end
$$;
