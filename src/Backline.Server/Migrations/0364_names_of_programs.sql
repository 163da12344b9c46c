-- What the programme does by itself is shown under its own name: the name of a job says nothing to those who read it, and stays in the tables and in the audit.
create or replace function shown_name(actor text) returns text language plpgsql stable as $$
begin
    if current_user <> 'backline_account' or coalesce(current_setting('backline.branded', true), '') <> 'on' or actor is null or actor in ('', 'job') then
        return case when actor = any (array['alarms', 'escalations', 'cloud-incidents', 'cloud-papers', 'case-files', 'satisfaction', 'mail', 'worker', 'demo programme', 'shipped data']) then 'Backline' else actor end;
    end if;
    if exists (select from person where name = actor) or exists (select from api_key where name = actor) then return actor; end if;
    return coalesce((select brand_name from partner where id = nullif(current_setting('backline.partner_id', true), '')::uuid), actor);
end
$$;
