-- What was said of the columns of a file is proposed for the next one with the same headers.
create index import_headers on import (account_id, headers_key, created_at desc) where headers_key is not null;
