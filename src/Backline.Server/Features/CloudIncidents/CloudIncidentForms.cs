using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Between the forms of incidents, on their own page and beside a case, and what is done. The fields of a form begin with what it does.</summary>
internal sealed class CloudIncidentForms(CloudIncidentOperations operations, CloudNumberOperations numbers, CloudNewsOperations news, CloudLinkOperations links, CloudCallOperations calls, PostedForm form, Formats formats, Session session, Flash flash, IStringLocalizer<CloudIncidentTexts> texts)
{
    public static IReadOnlyList<string> Acts { get; } =
        ["cloud-consider", "cloud-ask", "cloud-findings", "cloud-request", "cloud-open", "cloud-renumber", "cloud-owner", "cloud-move", "cloud-workaround", "cloud-resolve", "cloud-refer", "cloud-withdraw", "cloud-contact", "cloud-tell", "cloud-link", "cloud-connect", "cloud-call", "cloud-call-move", "cloud-call-hold", "cloud-call-cancel"];

    /// <param name="caseId">Of the case whose page the form stands on; null: the incident's own.</param>
    /// <returns>The incident; null: nothing was done.</returns>
    public async Task<Guid?> ActAsync(string act, Guid? caseId, Guid? incidentId, CancellationToken stop)
    {
        if (!session.Reader.May(Permissions.CasesOpen) || !Acts.Contains(act)) return null;
        // a person who comes is a line of one field
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{(pointer.StartsWith("participants/", StringComparison.Ordinal) ? "participants" : pointer)}";
        var done = act == "cloud-consider" ? await ConsiderAsync(caseId, stop) : (incidentId ?? Id("incident")) is { } id ? await DoAsync(act, id, stop) : null;
        if (done is not null) flash.Ok(texts[act is "cloud-consider" or "cloud-ask" && !session.Reader.IsVendor ? "done.asked" : "done." + act]);
        return done;

        Guid? Id(string field) => Guid.TryParse(form.Text($"{act}.{field}"), out var given) ? given : null;
    }

    private async Task<Guid?> ConsiderAsync(Guid? caseId, CancellationToken stop)
    {
        const string Act = "cloud-consider";
        return Guid.TryParse(await form.OnceAsync(async () => (await operations.ConsiderAsync(
            new(caseId, Guid.TryParse(form.Text(Act + ".cloudPartnerId"), out var partner) ? partner : null, form.Text(Act + ".findings"), form.Flag(Act + ".asSpecified")), stop)).ToString()), out var made) ? made : null;
    }

    private async Task<Guid?> DoAsync(string act, Guid id, CancellationToken stop)
    {
        if (act is "cloud-contact" or "cloud-tell" or "cloud-link" or "cloud-call")
            return Guid.TryParse(await form.OnceAsync(async () => (act switch
            {
                "cloud-contact" => await ContactAsync(id, stop),
                "cloud-tell" => await TellAsync(id, stop),
                "cloud-link" => await LinkAsync(id, stop),
                _ => await CallAsync(id, stop),
            }).ToString()), out var touched) ? touched : null;
        // another reason is wanted, then the letters that say it
        if (act == "cloud-refer" && form.Flag(act + ".again")) return null;
        // it is read before it is sent
        if (act == "cloud-refer" && !form.Flag(act + ".shown"))
        {
            await form.TryAsync(() => operations.LettersAsync(id, form.Text(act + ".text"), stop), save: false);
            return null;
        }
        return await form.TryAsync(() => VersionedAsync(act, id, form.Version, stop)) ? id : null;
    }

    private Task VersionedAsync(string act, Guid id, long version, CancellationToken stop) => act switch
    {
        "cloud-ask" => operations.AskAsync(id, version, new(form.Text("cloud-ask.by")), stop),
        "cloud-findings" => operations.NoteAsync(id, version, new(form.Text("cloud-findings.findings"), form.Flag("cloud-findings.asSpecified")), stop),
        "cloud-request" => operations.RequestAsync(id, version, new(Next(act)), stop),
        "cloud-open" => numbers.OpenAsync(id, version, new(form.Text("cloud-open.externalNumber"), form.Text("cloud-open.url"), form.Text("cloud-open.severity"), Next(act), form.Text("cloud-open.text"), form.Flag("cloud-open.wait"), form.Flag("cloud-open.asIs")), stop),
        "cloud-renumber" => numbers.RenumberAsync(id, version, new(form.Text("cloud-renumber.externalNumber"), form.Text("cloud-renumber.url"), form.Flag("cloud-renumber.asIs")), stop),
        "cloud-owner" => operations.AssignAsync(id, version, new(Guid.TryParse(form.Text("cloud-owner.personId"), out var owner) ? owner : null), stop),
        "cloud-move" => news.MoveAsync(id, version, new(form.Text("cloud-move.state"), Next(act), form.Text("cloud-move.text")), stop),
        "cloud-workaround" => news.WorkAroundAsync(id, version, new(form.Text("cloud-workaround.text"), form.Flag("cloud-workaround.restores"), Next(act)), stop),
        "cloud-resolve" => news.ResolveAsync(id, version, new(form.Text("cloud-resolve.text")), stop),
        "cloud-refer" => operations.ReferAsync(id, version, new(form.Text("cloud-refer.text"), Letters()), stop),
        "cloud-connect" => links.LinkAsync(id, version, stop),
        "cloud-call-move" => calls.MoveAsync(id, Call(act), version, Planned(act), stop),
        "cloud-call-hold" => calls.HoldAsync(id, Call(act), version, new(form.Whole(act + ".minutes") ?? 0, form.Text(act + ".text")), stop),
        "cloud-call-cancel" => calls.CancelAsync(id, Call(act), version, stop),
        _ => operations.WithdrawAsync(id, version, new(form.Text("cloud-withdraw.text")), stop),
    };

    private async Task<Guid> ContactAsync(Guid id, CancellationToken stop)
    {
        await news.ContactAsync(id, new(form.Text("cloud-contact.text"), !form.Flag("cloud-contact.unheard"), Next("cloud-contact"), form.Flag("cloud-contact.internal")), stop);
        return id;
    }

    private async Task<Guid> TellAsync(Guid id, CancellationToken stop)
    {
        await news.TellAsync(id, new(form.Text("cloud-tell.text")), stop);
        return id;
    }

    private async Task<Guid> LinkAsync(Guid id, CancellationToken stop)
    {
        var number = form.Text("cloud-link.caseId");
        var linked = number is null ? Guid.Empty : await session.ScalarAsync<Guid>("select id from support_case where number = $1", stop, number.ToUpperInvariant());
        if (number is not null && linked == Guid.Empty) throw new Platform.Http.InvalidInputException(new Platform.Http.InputError("/caseId", "case.unknown-number", number));
        return await numbers.LinkAsync(id, new(number is null ? null : linked, form.Text("cloud-link.findings"), form.Flag("cloud-link.asSpecified"), form.Text("cloud-link.askedBy")), stop);
    }

    private async Task<Guid> CallAsync(Guid id, CancellationToken stop)
    {
        await calls.PlanAsync(id, Planned("cloud-call"), stop);
        return id;
    }

    // what was emptied is refused, and not made up for
    private Dictionary<string, string> Letters() => Languages.All.Select(language => language.Code).Where(code => form.Given("cloud-refer.letters/" + code)).ToDictionary(code => code, code => form.Text("cloud-refer.letters/" + code) ?? "");

    private Guid Call(string act) => Guid.TryParse(form.Text(act + ".call"), out var call) ? call : Guid.Empty;

    // one in a line: "Katrin Vogel <katrin@nordhaven.example>", or the address alone; "Katrin Vogel <>" has none
    private CloudCallInput Planned(string act) => new(form.Text(act + ".title"), form.Moment(act + ".startsAt", formats.Zone), form.Whole(act + ".minutes") ?? 0, form.Text(act + ".place"),
        [.. (form.Text(act + ".participants") ?? "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Participant)]);

    internal static CallParticipant Participant(string line)
    {
        var (from, until) = (line.LastIndexOf('<'), line.LastIndexOf('>'));
        if (from < 0 || until < from) return new(line.Split('@')[0], line);
        var (name, mail) = (line[..from].Trim().Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal), line[(from + 1)..until].Trim());
        return new(name.Length == 0 ? mail.Split('@')[0] : name, mail.Length == 0 ? null : mail);
    }

    private DateTimeOffset? Next(string act) => form.Moment(act + ".nextContactAt", formats.Zone);
}

/// <summary>The forms of the panel beside a case.</summary>
internal sealed class CloudIncidentPanelForms(CloudIncidentForms forms) : IPanelForms
{
    public string Place => "case";

    public bool Knows(string act) => CloudIncidentForms.Acts.Contains(act);

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop) => await forms.ActAsync(act, subject, null, stop) is null ? null : $"/cases/{subject}";
}
