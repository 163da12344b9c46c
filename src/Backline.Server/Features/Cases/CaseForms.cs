using System.Globalization;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Cases.Templates;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>Between the forms of the page of a case and what is done with it. The fields of a form begin with what it does: "wait.followUpAt".</summary>
internal sealed class CaseForms(CaseOperations cases, CaseOpeningOperations opening, MacroOperations macros, PostedForm form, Formats formats, Session session, AttachmentForm files, IEnumerable<IPanelForms> panels, Flash flash, CallNotes calls, IStringLocalizer<CaseTexts> texts)
{
    /// <summary>Carries out the posted form, one of the page's own or of a panel's.</summary>
    /// <returns>Where to go; null: nothing was done, and the form says why.</returns>
    public async Task<string?> ActAsync(Guid id, CancellationToken stop)
    {
        var act = form.Text("act") ?? "";
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{pointer}";
        if (panels.FirstOrDefault(panel => panel.Place == "case" && panel.Knows(act)) is { } other) return await other.ActAsync(id, act, stop);
        // a template fills the reply before anything is sent
        if (act == "reply" && form.Text("reply.fill") is not null) return null;
        if (await ActAsync(id, act, stop) is not { } next) return null;
        flash.Ok(texts["done." + act]);
        return $"/cases/{next}";
    }

    private async Task<Guid?> ActAsync(Guid id, string act, CancellationToken stop)
    {
        // a reader's page answers no posts: what changes needs the permission as well as the page
        if (!session.Reader.May(Permissions.CasesOpen)) return null;
        if (act == "hand-on") return Guid.TryParse(await form.OnceAsync(async () => (await opening.HandOnAsync(id, new(Text(act), form.Text("hand-on.subject"), form.Text("hand-on.severity"), form.Ids("hand-on.messageIds")), stop)).Id.ToString()), out var theirs) ? theirs : null;
        if (act is "reply" or "note" or "call") return Guid.TryParse(await form.OnceAsync(async () => (await SayAsync(id, act, stop)).ToString()), out var said) ? said : null;
        return Work(id, act, form.Version, stop) is { } work && await form.TryAsync(work) ? id : null;
    }

    /// <returns>The case it was said in: whoever writes to a closed one begins the next.</returns>
    private async Task<Guid> SayAsync(Guid id, string act, CancellationToken stop)
    {
        var carried = await files.TakeAsync(act + ".files", id, stop);
        if (act == "note") return await cases.WriteAsync(id, new(form.Text("note.mention") is { } named && Text(act) is not null ? $"@{named} {Text(act)}" : Text(act), "internal", carried), stop);
        if (act == "call") return await CallAsync(id, stop);
        if (form.Text("reply.template") is { } template) return await CarryOutAsync(id, template, carried, stop);
        if (form.Text("reply.kind") is not ("plan" or "workaround")) return await ReplyAsync(id, carried, stop);
        await cases.TellAsync(id, form.Version, form.Text("reply.kind") == "plan" ? ClockMark.Planned : ClockMark.WorkedAround, new(Text(act), carried, NextBy, NextReason), stop);
        return id;
    }

    private async Task<Guid> ReplyAsync(Guid id, IReadOnlyList<Guid>? carried, CancellationToken stop)
    {
        // without scripts a browser that goes back asks for the form anew, and its token is another: the same words again are the same reply
        if (carried is not { Count: > 0 } && Text("reply") is { } again && await cases.SaidJustNowAsync(id, again, stop)) return id;
        Guid? seen = Guid.TryParse(form.Text("reply.seen"), out var last) ? last : null;
        try
        {
            return await cases.WriteAsync(id, new(Text("reply"), Attachments: carried, Seen: seen, NextBy: NextBy, NextReason: NextReason), stop);
        }
        catch (RefusedException)
        {
            // asked again, it has been read: it stands above the form now
            if (seen is not null && await cases.LastSaidAsync(id, stop) is { } newest) form.Put("reply.seen", newest.ToString());
            throw;
        }
    }

    private async Task<Guid> CarryOutAsync(Guid id, string template, IReadOnlyList<Guid>? carried, CancellationToken stop)
    {
        await macros.CarryOutAsync(id, form.Version, new(template, Text("reply"), carried, Guid.TryParse(form.Text("reply.seen"), out var seen) ? seen : null, NextBy, NextReason), stop);
        return id;
    }

    // what was said by phone is a message of its own: told, it counts as an update
    private async Task<Guid> CallAsync(Guid id, CancellationToken stop)
    {
        var told = form.Flag("call.told");
        var text = Text("call") is { } said ? await calls.OfAsync(id, form.Text("call.with"), said, told, stop) : null;
        return await cases.WriteAsync(id, new(text, told ? null : "internal"), stop);
    }

    private Func<Task>? Work(Guid id, string act, long version, CancellationToken stop) => act switch
    {
        "take" => () => cases.AssignAsync(id, version, session.Reader.PersonId, stop),
        "assign" => () => cases.AssignAsync(id, version, Guid.TryParse(form.Text("assign.personId"), out var person) ? person : null, stop),
        "severity" => () => cases.ChangeSeverityAsync(id, version, new(form.Text("severity.severity"), form.Text("severity.reason")), stop),
        "wait" => () => WaitAsync(id, version, stop),
        "resume" => () => cases.ResumeAsync(id, version, Reason("resume.reason"), stop),
        "resolve" => () => cases.ResolveAsync(id, version, new(form.Text("resolve.outcome"), Text(act)), stop),
        "reopen" => () => cases.ReopenAsync(id, version, new(Text(act)), stop),
        "withdraw" => () => cases.WithdrawAsync(id, version, new(Text(act)), stop),
        "close" => () => cases.CloseAsync(id, version, stop),
        "merge" => () => MergeAsync(id, version, stop),
        _ => null,
    };

    private Task WaitAsync(Guid id, long version, CancellationToken stop)
    {
        new InputErrors().Text(form.Text("wait.reason"), "/reason").ThrowIfAny();
        return cases.WaitAsync(id, version, Reason("wait.reason"), new(form.Moment("wait.followUpAt", formats.Zone), form.Text("wait.text")), stop);
    }

    private async Task MergeAsync(Guid id, long version, CancellationToken stop)
    {
        var number = form.Text("merge.caseId");
        var into = number is null ? null : await session.ScalarAsync<Guid?>("select id from support_case where number = $1", stop, number.ToUpperInvariant());
        if (number is not null && into is null) throw new InvalidInputException(new InputError("/caseId", "case.unknown-number", number));
        await cases.MergeAsync(id, version, new(into), stop);
    }

    private DateTimeOffset? NextBy => DateTimeOffset.TryParse(form.Text("reply.nextBy"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var by) ? by : null;

    private string? NextReason => NextBy is null ? null : form.Text("reply.nextReason");

    private string? Text(string act) => form.Text(act + ".text");

    private PauseReason Reason(string field) => Words.TryParse<PauseReason>(form.Text(field), out var reason) ? reason : throw new InvalidInputException(new InputError("/reason", "input.unknown-value", string.Join(", ", Words.All<PauseReason>())));
}
