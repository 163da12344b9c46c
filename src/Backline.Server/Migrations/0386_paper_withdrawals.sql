-- Who took a paper back, and why: an approval binds the account, and so does its end (EC-3).
alter table cloud_paper add column withdrawn_by text, add column withdrawn_reason text;
