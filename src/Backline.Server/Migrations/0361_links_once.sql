-- A link is one link, whichever of its cases it was made from: two made at once, or one there and one back, are the same.
create unique index case_link_pair on case_link (account_id, least(case_id, other_id), greatest(case_id, other_id), kind);
