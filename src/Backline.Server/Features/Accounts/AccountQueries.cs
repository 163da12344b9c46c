using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

/// <summary>What a list of accounts is asked for.</summary>
/// <param name="Q">The beginning of a name, or a master account ID.</param>
/// <param name="Sort">"name" or "-name".</param>
public sealed record AccountFilter(string? Q = null, Guid? PartnerId = null, Guid? SuccessManagerId = null, string? Country = null, string? Sort = null);

/// <summary>A person who can be the success manager of an account.</summary>
public sealed record ManagerChoice(Guid Id, string Name);

public sealed class AccountQueries(Session session)
{
    /// <exception cref="InvalidInputException">The cursor or the sort is not of this list.</exception>
    public async Task<Page<AccountRow>> ListAsync(AccountFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql, AccountRow.From, stop, args);
        return Cursor.Cut(rows, limit, row => Cursor.Of(row.NameKey, row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<AccountRow> GetAsync(Guid id, CancellationToken stop, bool forUpdate = false) =>
        await session.FirstAsync($"{AccountRow.Columns} where a.account_id = $1{(forUpdate ? " for update of a" : "")}", AccountRow.From, stop, id) ?? throw new NotFoundException("account", id);

    /// <summary>People of the vendor who can be named as success manager, by name. Empty for readers who may not choose.</summary>
    public async Task<IReadOnlyList<ManagerChoice>> ManagersAsync(CancellationToken stop) => session.Reader.IsVendor
        ? await session.ListAsync("select id, name from person where role = $1 and disabled_at is null order by lower(name), id", row => new ManagerChoice(row.GetGuid(0), row.GetString(1)), stop, Roles.SuccessManager)
        : [];

    /// <summary>Countries that the reader's accounts are in.</summary>
    public Task<List<string>> CountriesAsync(CancellationToken stop) => session.ListAsync(
        $"select distinct country from account a {new Conditions().OwnedBy(session.Reader, "a").WithArgs(out var args)} order by country", row => row.GetString(0), stop, args);

    internal (string Sql, object?[] Args) Question(AccountFilter filter, string? cursor, int limit)
    {
        var from = Cursor.Read(cursor, 2);
        new InputErrors().Refuse(filter.Sort is not (null or "" or "name" or "-name"), "sort", "input.unknown-value", "name, -name").ThrowIfAny();
        var (way, after) = filter.Sort == "-name" ? ("desc", "<") : ("asc", ">");
        var where = Matching(filter).AddIf(from is not null, $"(a.name_key, a.account_id) {after} ({{0}}, {{1}})", from?[0].ToString(), IdOf(from?[1].ToString()));
        var sql = $"{AccountRow.Columns} {where.Where} order by a.name_key {way}, a.account_id {way} limit {where.Arg(limit + 1)}";
        return (sql, where.Args);
    }

    private Conditions Matching(AccountFilter filter)
    {
        var q = filter.Q?.Trim() ?? "";
        var isNumber = q.StartsWith("MA-", StringComparison.OrdinalIgnoreCase) || (q.Length > 0 && q.All(char.IsAsciiDigit));
        var name = q.ToLowerInvariant();
        return new Conditions().OwnedBy(session.Reader, "a")
            .AddIf(isNumber, "a.number = {0}", q.StartsWith("MA-", StringComparison.OrdinalIgnoreCase) ? q.ToUpperInvariant() : "MA-" + q)
            .AddIf(q.Length > 0 && !isNumber, "a.name_key ~>=~ {0} and a.name_key ~<~ {1}", name, Conditions.After(name))
            .AddIf(filter.PartnerId is not null, "a.partner_id = {0}", filter.PartnerId)
            .AddIf(filter.SuccessManagerId is not null, "a.success_manager_id = {0}", filter.SuccessManagerId)
            .AddIf(!string.IsNullOrEmpty(filter.Country), "a.country = {0}", filter.Country?.ToUpperInvariant());
    }

    private static Guid IdOf(string? text) => text is null ? Guid.Empty : Guid.TryParse(text, out var id) ? id : throw new InvalidInputException(new InputError("cursor", "cursor.invalid"));
}
