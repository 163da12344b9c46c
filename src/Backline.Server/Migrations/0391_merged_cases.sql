-- Contacts who asked in a case are mailed of what is said in the one it goes on in.
create index support_case_merged on support_case (account_id, merged_into_id) where merged_into_id is not null;
