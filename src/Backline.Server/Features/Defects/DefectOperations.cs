using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Defects;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Defects;

/// <summary>What happens to defects and wishes: those who reported one are told in their cases when it is released, or that it won't be, once (EC-7).</summary>
internal sealed class DefectOperations(Session session, CaseOperations cases, TimeProvider time, IStringLocalizer<DefectTexts> texts)
{
    private sealed record Reporter(Guid AccountId, Guid CaseId, string Language);

    private DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <exception cref="InvalidInputException"/>
    public async Task<Guid> ReportAsync(DefectInput input, CancellationToken stop)
    {
        input.Check();
        RefuseOthers();
        await CheckModelAsync(input, stop);
        var kind = Words.Parse<DefectKind>(input.Kind);
        var number = await session.ScalarAsync<long>("select nextval('defect_number_seq')", stop);
        var defect = Defect.Report(kind, $"{(kind == DefectKind.Defect ? "DF" : "FR")}-{Now.Year.ToString(CultureInfo.InvariantCulture)}-{number.ToString("000000", CultureInfo.InvariantCulture)}",
            input.Title!.Trim(), Tidy(input.PublicText), Tidy(input.Description), input.ModelId, input.FoundIn?.Trim() ?? "", session.Reader.Name, Now);
        (await session.OpenAsync(stop)).Add(defect);
        await KeepAsync(defect, "reported", stop);
        if (input.CaseId is { } first) await LinkAsync(defect, first, stop);
        return defect.Id;
    }

    public async Task DescribeAsync(Guid id, long version, DefectInput input, CancellationToken stop)
    {
        (input with { Kind = input.Kind ?? DefectKind.Defect.Word() }).Check();
        await CheckModelAsync(input, stop);
        await ActAsync(id, version, "described", defect => defect.Describe(input.Title!.Trim(), Tidy(input.PublicText), Tidy(input.Description), input.ModelId, input.FoundIn?.Trim() ?? ""), stop);
    }

    public Task MoveAsync(Guid id, long version, DefectMove input, CancellationToken stop)
    {
        input.Check();
        var state = Words.Parse<DefectState>(input.State);
        return ActAsync(id, version, state.Word(), defect => defect.Move(state), stop);
    }

    /// <summary>It is done, and comes with a release.</summary>
    public Task FixAsync(Guid id, long version, DefectRelease input, CancellationToken stop)
    {
        input.Check();
        return ActAsync(id, version, "fixed", defect => defect.Fix(input.Release!.Trim()), stop);
    }

    /// <summary>It is out: everybody who reported it is told.</summary>
    public async Task ReleaseAsync(Guid id, long version, DefectRelease input, CancellationToken stop)
    {
        input.Check();
        var defect = await ActAsync(id, version, "released", one => one.Release(input.Release!.Trim(), Now), stop);
        await TellAsync(defect, language => Told(language, "released", defect, input.Text), stop);
    }

    public async Task DeclineAsync(Guid id, long version, DefectRefusal input, CancellationToken stop)
    {
        input.Check();
        var defect = await ActAsync(id, version, "declined", one => one.Decline(Tidy(input.Text), Now), stop);
        await TellAsync(defect, language => Told(language, "declined", defect, input.Text), stop);
    }

    /// <exception cref="RefusedException"><c>defect.over</c>, <c>defect.linked</c></exception>
    public async Task LinkAsync(Guid id, DefectCase input, CancellationToken stop)
    {
        input.Check();
        RefuseOthers();
        var defect = await LoadAsync(id, version: null, stop);
        defect.WhyNotLink().ThrowIfRefused();
        await LinkAsync(defect, input.CaseId!.Value, stop);
        // the release is out: the case is told right away
        if (defect.State == DefectState.Released) await TellAsync(defect, language => Told(language, "released", defect, null), stop);
    }

    private async Task LinkAsync(Defect defect, Guid caseId, CancellationToken stop)
    {
        var linked = await session.ExecuteAsync(
            """
            insert into defect_case (account_id, partner_id, defect_id, case_id, front_id, number, kind, public_text, state, fixed_in, linked_at)
            select account_id, partner_id, $2, id, front_id, $3, $4, $5, $6, $7, $8 from support_case where id = $1 and tier = 'vendor' on conflict do nothing
            """, stop, caseId, defect.Id, defect.Number, defect.Kind.Word(), defect.PublicText, defect.State.Word(), Parameters.OrNull(defect.FixedIn), Now);
        if (linked == 0)
            throw await session.ScalarAsync<bool>("select exists (select from defect_case where defect_id = $1 and case_id = $2)", stop, defect.Id, caseId)
                ? new RefusedException(new("defect.linked", defect.Number)) : new NotFoundException("case", caseId, "/caseId");
        session.Audit(Act.OnProgramme("defect.linked", "defect", defect.Id, defect.Number, after: new { caseId }));
    }

    private async Task<Defect> ActAsync(Guid id, long version, string kind, Action<Defect> act, CancellationToken stop)
    {
        RefuseOthers();
        var defect = await LoadAsync(id, version, stop);
        act(defect);
        await KeepAsync(defect, kind, stop);
        return defect;
    }

    // each once, in its language; one whose case is closed reads it at the case
    private async Task TellAsync(Defect defect, Func<string, string> text, CancellationToken stop)
    {
        var reporters = await session.ListAsync(
            """
            select l.account_id, l.case_id, coalesce((select p.language from partner p where p.id = l.front_id), a.language) from defect_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
            join account a on a.account_id = l.account_id where l.defect_id = $1 and l.told_at is null and c.state <> 'closed' order by l.case_id
            """, row => new Reporter(row.GetGuid(0), row.GetGuid(1), row.GetString(2)), stop, defect.Id);
        foreach (var reporter in reporters)
        {
            await session.ExecuteAsync("update defect_case set told_at = $4 where account_id = $1 and case_id = $2 and defect_id = $3", stop, reporter.AccountId, reporter.CaseId, defect.Id, Now);
            await cases.PassOnAsync(reporter.CaseId, new("outbound", text(reporter.Language)), stop);
        }
    }

    private async Task KeepAsync(Defect defect, string kind, CancellationToken stop)
    {
        await (await session.OpenAsync(stop)).SaveChangesAsync(stop);
        await session.ExecuteAsync("update defect_case set public_text = $2, state = $3, fixed_in = $4 where defect_id = $1", stop, defect.Id, defect.PublicText, defect.State.Word(), Parameters.OrNull(defect.FixedIn));
        session.Audit(Act.OnProgramme("defect." + kind, "defect", defect.Id, defect.Number, after: new { state = defect.State.Word(), defect.FixedIn }));
    }

    private async Task<Defect> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var defect = await db.Set<Defect>().SingleOrDefaultAsync(one => one.Id == id, stop) ?? throw new NotFoundException("defect", id);
        return version is null || version == defect.Version ? defect : throw new StaleVersionException();
    }

    private async Task CheckModelAsync(DefectInput input, CancellationToken stop)
    {
        if (input.ModelId is { } model && !await session.ScalarAsync<bool>("select exists (select from model where id = $1)", stop, model)) throw new NotFoundException("model", model, "/modelId");
    }

    // a partner works on cases too, and defects are the vendor's
    private void RefuseOthers()
    {
        if (!session.Reader.IsVendor) throw new RefusedException(new("defect.of-the-vendor"));
    }

    // which one, what it is and what became of it, in the reader's language; below it what was typed, as it was typed
    private string Told(string language, string what, Defect defect, string? typed)
    {
        using var _ = Spoken.InMail(language);
        return Tidy($"{texts[$"told.{what}.{defect.Kind.Word()}", defect.Number, defect.PublicText, defect.FixedIn ?? ""]}\n\n{typed}");
    }

    private static string Tidy(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";
}
