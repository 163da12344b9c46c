using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Accounts;

/// <summary>Somebody to call, at a site or for the account; need not be able to sign in.</summary>
public sealed record ContactRow(Guid Id, Guid AccountId, Guid? SiteId, string? Site, string Name, string Job, string Email, string Phone, string Language, long Version)
{
    internal string NameKey { get; init; } = "";
    internal Guid? PartnerId { get; init; }
    internal ContactInput ToInput() => new(Name, Job, Email, Phone, Language, SiteId);
}

public sealed class ContactQueries(Session session)
{
    private const string Columns =
        """
        select c.id, c.account_id, c.site_id, s.name, c.name, c.job, c.email, c.phone, c.language, c.version, c.name_key, c.partner_id
        from contact c left join site s on s.account_id = c.account_id and s.id = c.site_id
        """;

    public async Task<Page<ContactRow>> ListAsync(Guid? accountId, Guid? siteId, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var from = place.Values;
        new InputErrors().Refuse(from is not null && !Guid.TryParse(from[1].ToString(), out _), "cursor", "cursor.invalid").ThrowIfAny();
        var where = new Conditions().OwnedBy(session.Reader, "c")
            .AddIf(accountId is not null, "c.account_id = {0}", accountId)
            .AddIf(siteId is not null, "c.site_id = {0}", siteId)
            .AddIf(from is not null, $"(c.name_key, c.id) {place.Beyond()} ({{0}}, {{1}})", from?[0].ToString(), from is null ? null : Guid.Parse(from[1].ToString()));
        var rows = await session.ListAsync($"{Columns} {where.Where} order by c.name_key {place.Way()}, c.id {place.Way()} limit {where.Arg(limit + 1)}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.NameKey, row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<ContactRow> GetAsync(Guid id, CancellationToken stop, bool forUpdate = false) =>
        await session.FirstAsync($"{Columns} where c.id = $1{(forUpdate ? " for update of c" : "")}", Row, stop, id) ?? throw new NotFoundException("contact", id);

    private static ContactRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.Nullable<Guid>(2), row.Text(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetInt64(9))
    { NameKey = row.GetString(10), PartnerId = row.Nullable<Guid>(11) };
}
