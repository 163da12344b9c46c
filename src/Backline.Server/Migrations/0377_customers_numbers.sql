-- The number that a case has for the customer of a partner's desk who sees it, and not the vendor's: told in what is sent to that customer.
create function number_for_customer(of_case uuid) returns text language sql stable security definer set search_path = public as $$
    select o.number from support_case c join support_case o on o.account_id = c.account_id and o.id = c.handed_from_id where c.id = $1
$$;
revoke execute on function number_for_customer from public;
grant execute on function number_for_customer to backline_vendor, backline_partner, backline_jobs;
