using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Incidents;

/// <summary>Between the forms of incidents, on their own page and beside a case, and what is done. The fields of a form begin with what it does.</summary>
internal sealed class IncidentForms(IncidentOperations operations, PostedForm form, Formats formats, Session session, Flash flash, IStringLocalizer<IncidentTexts> texts)
{
    public static IReadOnlyList<string> Acts { get; } =
        ["incident-open", "incident-join", "incident-describe", "incident-declare", "incident-mitigate", "incident-resolve", "incident-dismiss", "incident-review", "incident-tell", "incident-link", "incident-unlink"];

    /// <param name="caseId">Of the case whose page the form stands on; null: the incident's own.</param>
    /// <returns>The incident; null: nothing was done.</returns>
    public async Task<Guid?> ActAsync(string act, Guid? caseId, Guid? incidentId, CancellationToken stop)
    {
        if (!session.Reader.May(Permissions.CasesWork) || !Acts.Contains(act)) return null;
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{pointer}";
        var done = act switch
        {
            "incident-open" => await OnceAsync(() => OpenAsync(act, caseId, stop)),
            "incident-join" => await JoinAsync(caseId, stop),
            _ => incidentId is { } id ? await DoAsync(act, id, stop) : null,
        };
        if (done is not null) flash.Ok(texts["done." + act]);
        return done;
    }

    private Task<Guid?> JoinAsync(Guid? caseId, CancellationToken stop) => OnceAsync(async () =>
    {
        if (!Guid.TryParse(form.Text("incident-join.incident"), out var id)) throw new InvalidInputException(new InputError("/incident", "input.required"));
        await operations.LinkAsync(id, new(caseId is { } one ? [one] : form.Ids("incident-join.case")), stop);
        return id;
    });

    private async Task<Guid?> DoAsync(string act, Guid id, CancellationToken stop)
    {
        if (act is "incident-tell" or "incident-link")
            return await OnceAsync(async () =>
            {
                await (act == "incident-tell" ? operations.TellAsync(id, new(form.Text("incident-tell.text"), form.Moment("incident-tell.nextWordAt", formats.Zone)), stop) : operations.LinkAsync(id, new(await ChosenAsync(stop)), stop));
                return id;
            });
        return await form.TryAsync(() => VersionedAsync(act, id, form.Version, stop)) ? id : null;
    }

    private Task VersionedAsync(string act, Guid id, long version, CancellationToken stop) => act switch
    {
        "incident-describe" => DescribeAsync(id, version, stop),
        "incident-declare" => operations.DeclareAsync(id, version, stop),
        "incident-mitigate" => operations.MitigateAsync(id, version, new(form.Text(act + ".text")), stop),
        "incident-resolve" => operations.ResolveAsync(id, version, new(form.Text(act + ".text"), form.Text(act + ".outcome"), form.Text(act + ".cases") switch { "none" => [], _ => null }), stop),
        "incident-dismiss" => operations.DismissAsync(id, version, new(form.Text(act + ".text")), stop),
        "incident-review" => operations.ReviewAsync(id, version, new(form.Text(act + ".text")), stop),
        _ => operations.UnlinkAsync(id, Guid.TryParse(form.Text(act + ".case"), out var one) ? one : Guid.Empty, stop),
    };

    // those ticked, and those whose numbers were typed
    private async Task<IReadOnlyList<Guid>> ChosenAsync(CancellationToken stop)
    {
        var chosen = form.All(form.Flag("incident-link.all") ? "incident-link.near" : "incident-link.case").Select(value => Guid.TryParse(value, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var typed = (form.Text("incident-link.numbers") ?? "").ToUpperInvariant().Split([' ', ',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(IncidentCases.Most).ToArray();
        if (typed.Length == 0) return chosen;
        var found = await session.ListAsync("select number, id from support_case where number = any ($1)", row => (Number: row.GetString(0), Id: row.GetGuid(1)), stop, (object)typed);
        var wrong = typed.Except(found.Select(one => one.Number), StringComparer.Ordinal).ToList();
        new InputErrors().Refuse(wrong.Count > 0, "/numbers", "case.unknown-number", string.Join(", ", wrong)).ThrowIfAny();
        chosen.AddRange(found.Select(one => one.Id));
        return chosen;
    }

    private async Task<Guid> OpenAsync(string act, Guid? caseId, CancellationToken stop) => await operations.OpenAsync(await InputAsync(act, stop) with { CaseId = caseId, CaseIds = form.Ids(act + ".case") }, stop);

    private async Task DescribeAsync(Guid id, long version, CancellationToken stop) => await operations.DescribeAsync(id, version, await InputAsync("incident-describe", stop), stop);

    // a model is typed by its name: there are hundreds
    private async Task<IncidentInput> InputAsync(string act, CancellationToken stop)
    {
        Guid? model = form.Text(act + ".model") is not { } name ? null : await session.ScalarAsync<Guid>("select id from model where lower(name) = lower($1) order by id limit 1", stop, name) is var id && id != Guid.Empty ? id
            : throw new InvalidInputException(new InputError("/model", "incident.unknown-model", name));
        return new(form.Text(act + ".title"), form.Text(act + ".publicText"), model, Id(act + ".cloudPartnerId"), NextWordAt: form.Moment(act + ".nextWordAt", formats.Zone));
    }

    private Guid? Id(string field) => Guid.TryParse(form.Text(field), out var id) ? id : null;

    private async Task<Guid?> OnceAsync(Func<Task<Guid>> work) => Guid.TryParse(await form.OnceAsync(async () => (await work()).ToString()), out var id) ? id : null;
}

/// <summary>The forms of the panel beside a case.</summary>
internal sealed class IncidentPanelForms(IncidentForms forms) : IPanelForms
{
    public string Place => "case";

    public bool Knows(string act) => IncidentForms.Acts.Contains(act);

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop) => await forms.ActAsync(act, subject, null, stop) is { } id ? act == "incident-open" ? $"/incidents/{id}" : $"/cases/{subject}" : null;
}

/// <summary>What was chosen in the form of a new case.</summary>
internal sealed class IncidentOfferForms(KnownIncidents known, PostedForm form) : IPanelForms
{
    public string Place => "new-case";

    public bool Knows(string act) => act == "opened";

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop)
    {
        // one that is over by now keeps nobody from asking
        if (Guid.TryParse(form.Text("incident"), out var id) && (await known.ListAsync(stop)).Any(one => one.Id == id)) await known.ReportAsync(subject, new(id), stop);
        return null;
    }
}
