using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Accounts;

/// <summary>What a list of accounts is asked for.</summary>
/// <param name="Q">Beginnings of words of the name, or a master account ID.</param>
/// <param name="Sort">"name" or "-name".</param>
public sealed record AccountFilter(string? Q = null, Guid? PartnerId = null, Guid? SuccessManagerId = null, string? Country = null, string? Sort = null);

/// <summary>An account as a choice in a form.</summary>
public sealed record AccountName(Guid Id, string Number, string Name);

/// <summary>A person who can be the success manager of an account.</summary>
public sealed record ManagerChoice(Guid Id, string Name);

public sealed class AccountQueries(Session session)
{
    /// <exception cref="InvalidInputException">The cursor or the sort is not of this list.</exception>
    public async Task<Page<AccountRow>> ListAsync(AccountFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql, AccountRow.From, stop, args);
        return Cursor.Cut(rows, limit, Cursor.At(cursor, 2), row => Cursor.Of(row.NameKey, row.Id));
    }

    /// <param name="field">Of the body, where that names the account.</param>
    /// <exception cref="NotFoundException"/>
    public async Task<AccountRow> GetAsync(Guid id, CancellationToken stop, bool forUpdate = false, string? field = null) =>
        await session.FirstAsync($"{AccountRow.Columns} where a.account_id = $1{(forUpdate ? " for update of a" : "")}", AccountRow.From, stop, id) ?? throw new NotFoundException("account", id, field);

    /// <summary>Accounts for choosing one, by name: those of a master account ID or its beginning, else those with words of the name.</summary>
    public Task<List<AccountName>> NamesAsync(string text, int most, CancellationToken stop)
    {
        var number = text.Split(' ')[0].ToUpperInvariant();
        var where = new Conditions().OwnedBy(session.Reader, "a");
        if (number.StartsWith("MA-", StringComparison.Ordinal)) where.Add("a.number >= {0} and a.number < {1}", number, Conditions.After(number));
        else where.Add("a.words @@ to_tsquery('simple', {0})", SearchWords.Of(text) ?? "");
        return session.ListAsync($"select a.account_id, a.number, a.name from account a {where.Where} order by a.name_key, a.account_id limit {where.Arg(most)}",
            row => new AccountName(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop, where.Args);
    }

    /// <summary>People of the vendor who can be named as success manager, by name. Empty for readers who may not choose.</summary>
    public async Task<IReadOnlyList<ManagerChoice>> ManagersAsync(CancellationToken stop) => session.Reader.IsVendor
        ? await session.ListAsync("select id, name from person where role = $1 and disabled_at is null order by lower(name), id", row => new ManagerChoice(row.GetGuid(0), row.GetString(1)), stop, Roles.SuccessManager)
        : [];

    /// <summary>Countries that the reader's accounts are in.</summary>
    public Task<List<string>> CountriesAsync(CancellationToken stop) => session.ListAsync(
        $"select distinct country from account a {new Conditions().OwnedBy(session.Reader, "a").WithArgs(out var args)} order by country", row => row.GetString(0), stop, args);

    internal (string Sql, object?[] Args) Question(AccountFilter filter, string? cursor, int limit)
    {
        var place = Cursor.At(cursor, 2);
        var from = place.Values;
        new InputErrors().Refuse(filter.Sort is not (null or "" or "name" or "-name"), "sort", "input.unknown-value", "name, -name").CountryAsked(filter.Country).ThrowIfAny();
        var descending = filter.Sort == "-name";
        var where = Matching(filter).AddIf(from is not null, $"(a.name_key, a.account_id) {place.Beyond(descending)} ({{0}}, {{1}})", from?[0].ToString(), IdOf(from?[1].ToString()));
        var sql = $"{AccountRow.Columns} {where.Where} order by a.name_key {place.Way(descending)}, a.account_id {place.Way(descending)} limit {where.Arg(limit + 1)}";
        return (sql, where.Args);
    }

    private Conditions Matching(AccountFilter filter)
    {
        var q = filter.Q?.Trim() ?? "";
        var isNumber = q.StartsWith("MA-", StringComparison.OrdinalIgnoreCase) || (q.Length > 0 && q.All(char.IsAsciiDigit));
        var words = isNumber ? null : SearchWords.Of(q);
        return new Conditions().OwnedBy(session.Reader, "a")
            .AddIf(isNumber, "a.number = {0}", q.StartsWith("MA-", StringComparison.OrdinalIgnoreCase) ? q.ToUpperInvariant() : "MA-" + q)
            .AddIf(q.Length > 0 && !isNumber && words is null, "false")
            .AddIf(words is not null, "a.words @@ to_tsquery('simple', {0})", words)
            .AddIf(filter.PartnerId is not null, "a.partner_id = {0}", filter.PartnerId)
            .AddIf(filter.SuccessManagerId is not null, "a.success_manager_id = {0}", filter.SuccessManagerId)
            .AddIf(!string.IsNullOrEmpty(filter.Country), "a.country = {0}", filter.Country?.ToUpperInvariant());
    }

    private static Guid IdOf(string? text) => text is null ? Guid.Empty : Guid.TryParse(text, out var id) ? id : throw new InvalidInputException(new InputError("cursor", "cursor.invalid"));
}
