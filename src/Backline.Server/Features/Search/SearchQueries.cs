using System.Text.RegularExpressions;
using Backline.Domain.Catalog;
using Backline.Domain.Devices;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Search;

/// <param name="Kind">account, site, contact, device, model, contract, case, true-up, quote, order, import, partner.</param>
/// <param name="Exact">It bears this very number, serial number or MAC address.</param>
public sealed record SearchHit(string Kind, Guid Id, string Number, string Name, string? Account, bool Exact)
{
    public string Href => Kind switch
    {
        "contact" => $"/contacts/{Id}/edit",
        "true-up" or "order" => $"/quotes/{Id}",
        _ => $"/{Kind}s/{Id}",
    };
}

/// <param name="More">Of some kind there are more than are shown.</param>
public sealed record Found(IReadOnlyList<SearchHit> Hits, bool More);

/// <summary>Looks in every place at once: each by its number or by the beginning of its name, each by an index, a few of each kind.</summary>
public sealed partial class SearchQueries(Session session)
{
    /// <summary>Of each kind.</summary>
    public const int Most = 6;

    /// <summary>The number of a contract, a true-up, a quote, an order, an import, a case or a partner: something to open, never something to ask cover for.</summary>
    public static bool IsOfPaper(string? text) => text is not null && Paper().IsMatch(text.Trim());

    /// <summary>Whether it is what a customer calls an order of theirs.</summary>
    public async Task<bool> IsCustomerOrderAsync(string? text, CancellationToken stop) =>
        text?.Trim() is { Length: > 0 and <= 200 } q && session.Reader.May(Permissions.BaselinesRead)
        && await session.ScalarAsync<bool>("select exists (select from purchase_order where customer_order <> '' and lower(customer_order) = $1)", stop, q.ToLowerInvariant());

    public async Task<Found> FindAsync(string text, CancellationToken stop)
    {
        var q = text.Trim();
        var kinds = Kinds().ToList();
        if (q.Length is 0 or > 200 || kinds.Count == 0) return new([], false);
        var name = q.ToLowerInvariant();
        // one more of each kind than is shown tells whether there are more
        var hits = await session.ListAsync(string.Join(" union all ", kinds.Select(kind => $"({kind} limit {Most + 1})")), Read, stop,
            q.ToUpperInvariant(), name, Conditions.After(name), SerialKey.From(q), MacKey.From(q), ModelName.Key(q) is { Length: > 1 } key ? LikeText.Escape(key) + "%" : null);
        var byKind = hits.GroupBy(hit => hit.Kind).ToList();
        return new([.. byKind.SelectMany(kind => kind.Take(Most))], byKind.Any(kind => kind.Count() > Most));
    }

    // columns: kind, id, number, name, account, exact; $1 number, $2 and $3 the range of names, $4 serial, $5 MAC, $6 model
    private IEnumerable<string> Kinds()
    {
        var reader = session.Reader;
        if (reader.May(Permissions.AccountsRead))
        {
            yield return $"select 'account', account_id, number, name, null, number = $1 from account where number = $1 or {Named("name_key")}";
            yield return Of("site", $"x.number = $1 or {Named("x.name_key")}");
            yield return $"select 'contact', x.id, '', x.name, a.name, false from contact x join account a on a.account_id = x.account_id where {Named("x.name_key")}";
        }
        if (reader.May(Permissions.DevicesRead))
        {
            yield return
                $"""
                select 'device', x.id, coalesce(x.serial, x.mac, ''), concat_ws(' · ', nullif(x.name, ''), x.model_name), a.name, coalesce(x.serial_key = $4 or x.mac = $5, false) from device x join account a on a.account_id = x.account_id
                where x.serial_key = $4 or x.mac = $5 or (x.removed_at is null and x.name_key <> '' and x.name_key >= $2 and x.name_key < $3)
                """;
        }
        if (reader.May(Permissions.CatalogRead)) yield return "select 'model', id, coalesce(part_number, ''), name, null, coalesce(upper(part_number) = $1, false) from model where name_key like $6 or upper(part_number) = $1";
        if (reader.May(Permissions.ContractsRead)) yield return Of("contract", "x.number = $1", "x.plan_name");
        if (reader.May(Permissions.CasesRead)) yield return $"select 'case', x.id, x.number, x.subject, coalesce(a.name, x.account_name), x.number = $1 from support_case x left join account a on a.account_id = x.account_id where x.number = $1{Open(reader)}";
        if (reader.May(Permissions.BaselinesRead))
        {
            yield return Of("quote", "x.number = $1", "''");
            yield return
                """
                select 'true-up', q.id, x.number, q.number, a.name, true from true_up x join account a on a.account_id = x.account_id
                join lateral (select id, number from quote q where q.account_id = x.account_id and q.true_up_id = x.id order by revision desc limit 1) q on true where x.number = $1
                """;
            yield return "select 'order', x.quote_id, x.number, x.customer_order, a.name, true from purchase_order x join account a on a.account_id = x.account_id where x.number = $1 or (x.customer_order <> '' and lower(x.customer_order) = $2)";
        }
        if (reader.May(Permissions.ImportsManage)) yield return Of("import", "x.number = $1", "x.file_name");
        if (reader.IsVendor) yield return $"select 'partner', id, number, name, null, number = $1 from partner where number = $1 or lower(name) like replace(replace($2, '%', ''), '_', '') || '%'";
    }

    private static string Open(Reader reader) => reader.IsVendor ? "" : $" and {CaseQueries.SeenBy("x", reader.PersonId is { } person ? $"'{person}'" : "null", "x.opened_by")}";

    private static string Of(string table, string where, string name = "x.name") =>
        $"select '{table}', x.id, x.number, {name}, a.name, x.number = $1 from {table} x join account a on a.account_id = x.account_id where {where}";

    private static string Named(string key) => $"({key} ~>=~ $2 and {key} ~<~ $3)";

    [GeneratedRegex(@"^(?:(?:CT|TU|Q|PO|I|C)-\d{4}-\d{1,9}|P-\d{1,9})$", RegexOptions.IgnoreCase)]
    private static partial Regex Paper();

    private static SearchHit Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetBoolean(5));
}
