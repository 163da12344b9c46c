-- A customer reads the name of their own programs; one of a desk speaks for that desk. As it was, the keys' names were compared without what shows them to be keys.
create or replace function shown_name(actor text) returns text language plpgsql stable as $$
begin
    if actor = any (array['alarms', 'escalations', 'cloud-incidents', 'cloud-papers', 'case-files', 'satisfaction', 'mail', 'worker', 'demo programme', 'shipped data']) and (current_user <> 'backline_account' or coalesce(current_setting('backline.branded', true), '') <> 'on') then
        return 'Backline';
    end if;
    if current_user <> 'backline_account' or actor is null or actor in ('', 'job') then return actor; end if;
    if starts_with(actor, 'API key ') then
        if exists (select from api_key where name = substr(actor, 9)) then return actor; end if;
        return coalesce((select coalesce(brand_name, name) from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid and (coalesce(current_setting('backline.branded', true), '') = 'on' or partner_has_key(substr(actor, 9)))), 'Backline');
    end if;
    if coalesce(current_setting('backline.branded', true), '') <> 'on' or exists (select from person where name = actor) then return actor; end if;
    return coalesce((select brand_name from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid), actor);
end
$$;

-- Whether the partner who serves the reader has a key of this name, which the reader can't see.
create function partner_has_key(key_name text) returns boolean language sql stable security definer set search_path = public as $$
    select exists (select from api_key where name = $1 and partner_id = nullif(current_setting('backline.partner_id', true), '')::uuid)
$$;
revoke execute on function partner_has_key from public;
grant execute on function partner_has_key to backline_account;

-- Those of a desk ask it, who write; customers never did.
revoke execute on function language_of from backline_account;
