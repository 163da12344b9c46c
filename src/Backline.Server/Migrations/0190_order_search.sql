-- the buyer's own order number is found however it is written
drop index purchase_order_customer_order;
create index purchase_order_customer_order on purchase_order (lower(customer_order)) where customer_order <> '';
