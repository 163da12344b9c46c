using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Templates;

/// <param name="Template">Code of the template.</param>
/// <param name="Text">What is sent; left out, the text of the template as it is filled now.</param>
/// <param name="Attachments">Files uploaded to the case before, which it carries; not of one that resolves or waits.</param>
/// <param name="Seen">The newest message that its writer has read, as with a message.</param>
/// <param name="NextBy">By when the desk writes again, as with a message; not of one that resolves or waits, which promises no update.</param>
/// <param name="NextReason">Why that is later than the policy has it.</param>
public sealed record MacroCall(string? Template, string? Text = null, IReadOnlyList<Guid>? Attachments = null, Guid? Seen = null, DateTimeOffset? NextBy = null, string? NextReason = null);

/// <summary>Sends a template and does what it says along with it, in one act: all of it or nothing.</summary>
internal sealed class MacroOperations(Session session, CaseRecords records, CaseOperations cases, ReplyDrafts drafts)
{
    /// <exception cref="RefusedException"><c>template.unfilled</c>, or what keeps one of its actions from being done</exception>
    public async Task CarryOutAsync(Guid id, long version, MacroCall call, CancellationToken stop)
    {
        new InputErrors().Text(call.Template, "/template", 60).OptionalText(call.Text, "/text", NewCase.LongestText, lines: true).ThrowIfAny();
        var draft = await DraftAsync(id, call.Template!, stop);
        var macro = draft.Actions.Read();
        var isAnswer = macro is { Resolve: null, Wait: null };
        new InputErrors().Refuse(!isAnswer && call.NextBy is not null, "/nextBy", "case.next-update-not-here").Refuse(!isAnswer && call.Attachments is { Count: > 0 }, "/attachments", "macro.carries-no-files").ThrowIfAny();
        var text = string.IsNullOrWhiteSpace(call.Text) ? draft.Text : call.Text;
        if (ReplyText.Gaps(text) is [var gap, ..]) throw new RefusedException(new("template.unfilled", $"{{{gap}}}"));
        if (draft.Version != version) throw new StaleVersionException();
        if (macro.AssignMe && session.Reader.PersonId is { } me) await cases.AssignAsync(id, version, me, stop);
        var one = (await records.LoadAsync(id, version: null, stop)).Case;
        if (macro.Severity is { } severity && severity != one.Severity) await cases.ChangeSeverityAsync(id, one.Version, new(severity.Word()), stop);
        await (macro switch
        {
            { Resolve: { } outcome } => cases.ResolveAsync(id, one.Version, new(outcome.Word(), text), stop),
            { Tell: { } mark } => cases.TellAsync(id, one.Version, mark, new(text, call.Attachments, call.NextBy, call.NextReason), stop),
            { Wait: { } reason } => WaitAsync(one, reason, draft.FollowUpAt!.Value, text, stop),
            _ => cases.WriteAsync(id, new(text, Attachments: call.Attachments, Seen: call.Seen, NextBy: call.NextBy, NextReason: call.NextReason), stop),
        });
    }

    private async Task<ReplyDraft> DraftAsync(Guid id, string code, CancellationToken stop)
    {
        try
        {
            return await drafts.OfAsync(id, code, stop);
        }
        catch (NotFoundException e) when (e.What == "template")
        {
            throw new NotFoundException("template", code, "/template");
        }
    }

    // one that waits for it already is told again, and waits on until the new day
    private async Task WaitAsync(Case one, PauseReason reason, DateTimeOffset followUp, string text, CancellationToken stop)
    {
        if (one.Waits.Any(wait => wait.Reason == reason)) await cases.ResumeAsync(one.Id, one.Version, reason, stop);
        await cases.WaitAsync(one.Id, one.Version, reason, new(followUp, text), stop);
    }
}
