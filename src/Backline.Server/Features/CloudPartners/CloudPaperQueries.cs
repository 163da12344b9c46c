using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.CloudPartners;

/// <param name="Kind">agreement: with the cloud partner; authority: the signed approval for the vendor to act (EC-3).</param>
/// <param name="State">counts, no-scan (an approval whose paper was not handed in), later, ends-soon (90 days), ended or withdrawn.</param>
public sealed record CloudPaperView(
    Guid Id, Guid AccountId, string Account, Guid CloudPartnerId, string CloudPartner, CloudPaperKind Kind, string Reference, string Signer, DateOnly From, DateOnly? Until, string State, int? DaysLeft,
    string? FileName, DateTimeOffset AddedAt, string AddedBy, DateTimeOffset? WithdrawnAt, long Version, string? WithdrawnBy, string? WithdrawnReason)
{
    internal CloudPaper ToPaper() => new(Kind, CloudPartnerId, Reference, From, Until, FileName is not null);
}

/// <summary>Reads of papers.</summary>
public sealed class CloudPaperQueries(Session session, TimeProvider clock)
{
    private const string Columns =
        "p.id, p.account_id, a.name, a.time_zone, p.cloud_partner_id, coalesce(c.name, ''), p.kind, p.reference, p.signer, p.from_day, p.until_day, p.file_name, p.added_at, shown_name(p.added_by), p.withdrawn_at, p.version, shown_name(p.withdrawn_by), p.withdrawn_reason";
    private const string From = "from cloud_paper p join account a on a.account_id = p.account_id left join cloud_partner c on c.id = p.cloud_partner_id";

    /// <summary>The newest first.</summary>
    public async Task<Page<CloudPaperView>> ListAsync(Guid? accountId, Guid? cloudPartnerId, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 1);
        var reader = session.Reader;
        var where = new Conditions().AddIf(reader.Side == Side.Partner, "p.partner_id = {0}", reader.PartnerId).AddIf(reader.Listed(accountId) is not null, "p.account_id = {0}", reader.Listed(accountId))
            .AddIf(cloudPartnerId is not null, "p.cloud_partner_id = {0}", cloudPartnerId).AddIf(place.Values is not null, $"p.id {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetGuid());
        var rows = await session.ListAsync($"select {Columns} {From} {where.Where} order by p.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<CloudPaperView> GetAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync($"select {Columns} {From} where p.id = $1", Row, stop, id) ?? throw new NotFoundException("cloud-paper", id);

    /// <summary>Those an account has with one cloud partner that nobody took back.</summary>
    public Task<List<CloudPaperView>> OfAsync(Guid accountId, Guid cloudPartnerId, CancellationToken stop) =>
        session.ListAsync($"select {Columns} {From} where p.account_id = $1 and p.cloud_partner_id = $2 and p.withdrawn_at is null order by p.until_day desc nulls first, p.id desc limit 100", Row, stop, accountId, cloudPartnerId);

    /// <summary>Who of the account signs for it, by name: those to be asked by whoever may not.</summary>
    public Task<List<string>> SignersAsync(Guid accountId, CancellationToken stop) =>
        session.ListAsync("select name from person where account_id = $1 and role = $2 and disabled_at is null order by name limit 5", row => row.GetString(0), stop, accountId, Roles.AdministratorOf(Side.Customer));

    /// <summary>Open incidents of the account with the cloud partner, as far as the reader sees them: of those carried there by whoever fronts the service, the number alone (EC-2).</summary>
    public Task<List<string>> OpenIncidentsAsync(CloudPaperView paper, CancellationToken stop) => session.ListAsync(
        """
        select i.number from cloud_incident i where i.account_id = $1 and i.cloud_partner_id = $2 and i.ended_at is null
        union select n.external_number from cloud_incident_number n where n.account_id = $1 and n.cloud_partner_id = $2 and n.state not in ('resolved', 'withdrawn')
            and not exists (select from cloud_incident i where i.account_id = n.account_id and i.id = n.incident_id)
        order by 1 limit 20
        """, row => row.GetString(0), stop, paper.AccountId, paper.CloudPartnerId);

    internal DateOnly TodayIn(string timeZone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(clock.GetUtcNow(), timeZone).DateTime);

    private CloudPaperView Row(NpgsqlDataReader row)
    {
        var (from, until, withdrawn, today) = (row.GetFieldValue<DateOnly>(9), row.Nullable<DateOnly>(10), row.Nullable<DateTimeOffset>(14), TodayIn(row.GetString(3)));
        int? left = until is { } last ? last.DayNumber - today.DayNumber : null;
        var view = new CloudPaperView(
            row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetGuid(4), row.GetString(5), Words.Parse<CloudPaperKind>(row.GetString(6)), row.GetString(7), row.GetString(8), from, until,
            "counts", left, row.Text(11), row.GetFieldValue<DateTimeOffset>(12), row.GetString(13), withdrawn, row.GetInt64(15), row.Text(16), row.Text(17));
        return view with
        {
            State = withdrawn is not null ? "withdrawn" : left < 0 ? "ended" : view.ToPaper().LacksScan ? "no-scan" : from > today ? "later" : left <= CloudPaperWarnings.First ? "ends-soon" : "counts",
        };
    }
}
