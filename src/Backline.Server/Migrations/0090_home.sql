-- What waits for somebody, on the home pages: few rows each, found without reading the rest.
create index import_to_decide on import (created_at desc, id desc) where state in ('needs-mapping', 'previewed');
create index contract_draft on contract (starts_on, id) where state = 'draft';
-- the programme administrator's home says how many messages could not be sent
grant select on outbox_message to backline_vendor;
