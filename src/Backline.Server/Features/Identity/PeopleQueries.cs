using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <param name="Account">Number and name of the account, for a customer's person.</param>
/// <param name="Partner">Number and name of the partner, for a partner's person.</param>
public sealed record PersonRow(Guid Id, string Name, string Email, string Role, Guid? AccountId, string? Account, Guid? PartnerId, string? Partner, string Language, string TimeZone,
    bool SecondFactor, DateTimeOffset CreatedAt, DateTimeOffset? LastSignedInAt, DateTimeOffset? DisabledAt, long Version);

/// <param name="State">active or disabled.</param>
internal sealed record PeopleFilter(string? Q = null, string? Role = null, string? State = null);

internal sealed class PeopleQueries(Session session)
{
    private const string Select =
        """
        select p.id, p.name, p.email, p.role, p.account_id, a.number || ' ' || a.name, p.partner_id, q.number || ' ' || q.name, p.language, p.time_zone,
               p.two_factor_enabled, p.created_at, p.last_signed_in_at, p.disabled_at, p.version
        from person p left join account a on a.account_id = p.account_id left join partner q on q.id = p.partner_id
        """;

    public async Task<Page<PersonRow>> ListAsync(PeopleFilter filter, string? cursor, int? asked, CancellationToken stop)
    {
        var limit = Cursor.Limit(asked);
        var (sql, args) = Question(filter, cursor, limit);
        return Cursor.Cut(await session.ListAsync(sql, Read, stop, args), limit, Cursor.At(cursor, 2), row => Cursor.Of(row.Name, row.Id));
    }

    // only the conditions in use, so that each has its index also when the statement is kept prepared
    internal (string Sql, object?[] Args) Question(PeopleFilter filter, string? cursor, int limit)
    {
        new InputErrors().Word(Given(filter.Role), "role", Roles.All).Word(filter.State, "state", ["active", "disabled"]).ThrowIfAny();
        var place = Cursor.At(cursor, 2);
        var words = SearchWords.Of(filter.Q);
        var where = new Conditions().OwnedBy(session.Reader, "p")
            .AddIf(Given(filter.Q) is not null && words is null, "false")
            .AddIf(words is not null, "p.words @@ to_tsquery('simple', {0})", words)
            .AddIf(Given(filter.Role) is not null, "p.role = {0}", Given(filter.Role))
            .AddIf(filter.State == "disabled", "p.disabled_at is not null")
            .AddIf(filter.State == "active", "p.disabled_at is null")
            .AddIf(place.Values is not null, $"(p.name, p.id) {place.Beyond()} ({{0}}, {{1}})", place.Values?[0].GetString(), place.Values?[1].GetGuid());
        return ($"{Select} {where.Where} order by p.name {place.Way()}, p.id {place.Way()} limit {where.Arg(limit + 1)}", where.Args);
    }

    /// <exception cref="NotFoundException">Also for somebody of another account.</exception>
    public async Task<PersonRow> GetAsync(Guid id, CancellationToken stop)
    {
        var where = new Conditions().OwnedBy(session.Reader, "p").Add("p.id = {0}", id);
        return await session.FirstAsync($"{Select} {where.Where}", Read, stop, where.Args) ?? throw new NotFoundException("person", id);
    }

    /// <summary>The reader's account or partner: what it sees people, invitations and keys of. The vendor sees all.</summary>
    public static (Guid? Account, Guid? Partner) Own(Reader reader) => reader.Side switch
    {
        Side.Customer => (reader.AccountId, null),
        Side.Partner => (null, reader.PartnerId),
        _ => (null, null),
    };

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static PersonRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Text(5), row.Nullable<Guid>(6), row.Text(7),
        row.GetString(8), row.GetString(9), row.GetBoolean(10), row.GetFieldValue<DateTimeOffset>(11), row.Nullable<DateTimeOffset>(12), row.Nullable<DateTimeOffset>(13), row.GetInt64(14));
}
