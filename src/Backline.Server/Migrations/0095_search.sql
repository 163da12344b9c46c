-- The search box looks in every place at once: a name begins like this, or a number is this.
create index contact_name_prefix on contact (name_key text_pattern_ops, id);
create index purchase_order_customer_order on purchase_order (customer_order) where customer_order <> '';
