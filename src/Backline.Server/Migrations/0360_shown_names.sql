-- As before, in plpgsql, which keeps its plans: in SQL it was planned again for every name that is shown.
create or replace function shown_name(actor text) returns text language plpgsql stable as $$
begin
    if current_user <> 'backline_account' or coalesce(current_setting('backline.branded', true), '') <> 'on' or actor is null or actor in ('', 'job') then return actor; end if;
    if exists (select from person where name = actor) or exists (select from api_key where name = actor) then return actor; end if;
    return coalesce((select brand_name from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid), actor);
end
$$;
