-- Links that were made twice before they could be made once only: the first stays.
delete from case_link l using case_link first
where first.account_id = l.account_id and first.kind = l.kind and first.id < l.id
    and least(first.case_id, first.other_id) = least(l.case_id, l.other_id) and greatest(first.case_id, first.other_id) = greatest(l.case_id, l.other_id);
