using System.ComponentModel.DataAnnotations;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Time;

/// <param name="Minutes">1 to 1440.</param>
/// <param name="Day">Left out: today, where whoever notes it is.</param>
public sealed record TimeInput(int? Minutes, [property: Required] string? What, bool Billable = false, DateOnly? Day = null);

/// <param name="Minutes">0 withdraws it.</param>
/// <param name="Reason">Why it is corrected.</param>
public sealed record TimeCorrection(int? Minutes, [property: Required] string? What, [property: Required] string? Reason, bool Billable = false, DateOnly? Day = null);

/// <param name="CorrectsId">The entry it stands in place of.</param>
/// <param name="Corrected">Another entry stands in its place: it counts no more.</param>
public sealed record TimeEntry(Guid Id, DateOnly Day, int Minutes, string What, bool Billable, string Person, DateTimeOffset NotedAt, Guid? CorrectsId, string? Reason, bool Corrected);

/// <summary>Sums over the entries that count.</summary>
public sealed record TimeSheet(int Minutes, int BillableMinutes, IReadOnlyList<TimeEntry> Items);

/// <summary>Time the desk spent on a case. Nothing is rewritten: a correction stands beside what it corrects.</summary>
internal sealed class TimeOperations(Session session, CaseGlances glances, TimeProvider clock)
{
    public const int MostMinutes = 1440;

    public async Task<TimeSheet> ListAsync(Guid id, CancellationToken stop)
    {
        var one = await OfDeskAsync(id, stop);
        var items = await session.ListAsync(
            """
            select t.id, t.day, t.minutes, t.what, t.billable, t.person, t.noted_at, t.corrects_id, t.reason, exists (select from case_time n where n.account_id = t.account_id and n.case_id = t.case_id and n.corrects_id = t.id)
            from case_time t where t.account_id = $1 and t.case_id = $2 order by t.day, t.noted_at, t.id
            """, row => new TimeEntry(row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetInt32(2), row.GetString(3), row.GetBoolean(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.Nullable<Guid>(7), row.Text(8), row.GetBoolean(9)),
            stop, one.AccountId, id);
        var counts = items.Where(entry => !entry.Corrected).ToList();
        return new(counts.Sum(entry => entry.Minutes), counts.Where(entry => entry.Billable).Sum(entry => entry.Minutes), items);
    }

    public async Task AddAsync(Guid id, TimeInput input, CancellationToken stop)
    {
        Check(input.Minutes, 1, input.What, input.Day).ThrowIfAny();
        var one = await OfDeskAsync(id, stop);
        await RefuseBeforeAsync(one, input.Day, stop);
        await KeepAsync(one, input.Minutes!.Value, input.What!, input.Billable, input.Day, null, null, stop);
        session.AuditInside(one, "case.time-noted", new { input.Minutes, input.Billable });
    }

    /// <exception cref="RefusedException"><c>time.corrected-already</c></exception>
    public async Task CorrectAsync(Guid id, Guid entry, TimeCorrection input, CancellationToken stop)
    {
        Check(input.Minutes, 0, input.What, input.Day).Text(input.Reason?.Trim(), "/reason", 200).ThrowIfAny();
        var one = await OfDeskAsync(id, stop);
        await session.OneAtATimeAsync("time", entry, stop);
        var before = (await ListAsync(id, stop)).Items.FirstOrDefault(known => known.Id == entry) ?? throw new NotFoundException("time entry", entry);
        if (before.Corrected) throw new RefusedException(new("time.corrected-already"));
        await RefuseBeforeAsync(one, input.Day, stop);
        await KeepAsync(one, input.Minutes!.Value, input.What!, input.Billable, input.Day ?? before.Day, entry, input.Reason!.Trim(), stop);
        session.AuditInside(one, "case.time-corrected", new { before = before.Minutes, input.Minutes, input.Billable, reason = input.Reason.Trim() });
    }

    private async Task<CaseGlance> OfDeskAsync(Guid id, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        return session.Reader.WorksAt(one.Tier) ? one : throw new RefusedException(new("case.not-your-desk", one.Number));
    }

    // where the day begins last it was still the day before when the case came
    private async Task RefuseBeforeAsync(CaseGlance one, DateOnly? day, CancellationToken stop)
    {
        if (day is null) return;
        var opened = await session.FirstAsync("select opened_at from support_case where account_id = $1 and id = $2", row => DateOnly.FromDateTime(row.GetFieldValue<DateTimeOffset>(0).UtcDateTime), stop, one.AccountId, one.Id);
        new InputErrors().Refuse(day < opened.AddDays(-1), "/day", "time.day-before-case", one.Number).ThrowIfAny();
    }

    private Task<int> KeepAsync(CaseGlance one, int minutes, string what, bool billable, DateOnly? day, Guid? corrects, string? reason, CancellationToken stop) => session.ExecuteAsync(
        "insert into case_time (account_id, partner_id, case_id, id, tier, front_id, day, minutes, what, billable, person_id, person, noted_at, corrects_id, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)", stop,
        one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, Guid.CreateVersion7(clock.GetUtcNow()), one.Tier.Word(), Parameters.OrNull(one.FrontId), day ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(clock.GetUtcNow(), session.Reader.TimeZone).DateTime), minutes,
        what.ReplaceLineEndings("\n").Trim(), billable, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name, clock.GetUtcNow(), Parameters.OrNull(corrects), Parameters.OrNull(reason));

    private InputErrors Check(int? minutes, int least, string? what, DateOnly? day) => new InputErrors()
        .Refuse(minutes is null, "/minutes", "input.required").Refuse(minutes < least || minutes > MostMinutes, "/minutes", "time.minutes-range", MostMinutes).Text(what?.Trim(), "/what", 500, lines: true).Day(day, "/day")
        .Refuse(day > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1), "/day", "time.day-to-come"); // where the day begins first it is tomorrow already
}
