-- BL-5: the authorised distributor that takes the purchase order; on a quote as it was when it was issued.
alter table partner add column distributor text check (distributor <> '');
alter table quote add column distributor text check (distributor <> '');
