-- An unfinished import waits for the side that handed it in, not for everybody who may see it.
alter table import add column created_side text check (created_side in ('vendor', 'partner', 'customer'));
update import i set created_side = case when w.role = 'partner' then 'partner' when w.role like 'customer-%' then 'customer' else 'vendor' end
from (select id, role from person union all select id, role from api_key) w where w.id = i.created_by_id;
update import set created_side = 'vendor' where created_side is null;
