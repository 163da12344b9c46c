using System.ComponentModel.DataAnnotations;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Links;

/// <param name="MessageIds">Of this case, what goes on in the other.</param>
/// <param name="Severity">Left out: that of this case.</param>
public sealed record SplitInput(IReadOnlyList<Guid>? MessageIds, [property: Required] string? Subject, string? Severity = null);

/// <param name="Text">What is said in the new case.</param>
/// <param name="Subject">Left out: that of the closed case.</param>
public sealed record FollowUpInput([property: Required] string? Text, string? Subject = null);

/// <summary>Begins another case from one that is there: a matter of its own that came up in it, or what came back after it was closed.</summary>
internal sealed class SplitOperations(Session session, CaseRecords records, CaseOpeningOperations opening, ChosenMessages chosen, LinkOperations links)
{
    /// <summary>The messages stay readable where they were said; the new case has clocks of its own from now on.</summary>
    /// <exception cref="RefusedException"><c>case.not-your-desk</c>, <c>case.split-already</c></exception>
    public async Task<Case> SplitAsync(Guid id, SplitInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.MessageIds is null or [], "/messageIds", "case.split-of-what").Text(input.Subject?.Trim(), "/subject").Word(input.Severity, "/severity", Words.All<Domain.Contracts.Severity>()).ThrowIfAny();
        var one = (await records.LoadNewestAsync(id, stop)).Case;
        (session.Reader.WhyNotWork(one) ?? one.WhyNotSplit()).ThrowIfRefused();
        var said = await chosen.FindAsync(one, input.MessageIds, stop);
        // of notes alone whoever asked would get a case without a word
        new InputErrors().Refuse(said.All(message => message.Message.Visibility == "internal"), "/messageIds", "case.split-of-notes").ThrowIfAny();
        var ids = said.Select(message => message.Of).ToArray();
        if (await session.ScalarAsync<bool>("select exists (select from case_split_message where account_id = $1 and case_id = $2 and message_id = any ($3))", stop, one.AccountId, id, ids))
            throw new RefusedException(new("case.split-already", one.Number));
        var own = await opening.AgainAsync(one, new(input.Subject!.Trim(), input.Severity, [.. said.Select(message => message.Message)]), stop);
        await session.ExecuteAsync(
            "insert into case_split_message (account_id, partner_id, case_id, message_id, tier, front_id, to_id, to_number) select $1, $2, $3, unnest($4::uuid[]), $5, $6, $7, $8",
            stop, one.AccountId, Parameters.OrNull(one.PartnerId), id, ids, one.Tier.Word(), Parameters.OrNull(one.FrontId), own.Id, own.Number);
        await chosen.CarryAsync(one, own, said, stop);
        await links.KeepAsync(own, one, CaseLinkKind.SplitFrom, stop);
        await session.AuditAsync(one, "case.split", new { into = own.Number, messages = said.Count }, stop);
        return own;
    }

    /// <exception cref="RefusedException"><c>case.not-closed</c>, <c>case.merged</c></exception>
    public async Task<Case> FollowUpAsync(Guid id, FollowUpInput input, CancellationToken stop, Func<Case, Task<IReadOnlyList<Guid>>>? carried = null)
    {
        var text = new MessageInput(input.Text).Checked();
        new InputErrors().OptionalText(input.Subject, "/subject").ThrowIfAny();
        var one = (await records.LoadAsync(id, version: null, stop)).Case;
        one.WhyNotFollowUp().ThrowIfRefused();
        var next = await opening.AgainAsync(one, new(string.IsNullOrWhiteSpace(input.Subject) ? one.Subject : input.Subject.Trim(), null, [new("inbound", text)]), stop, carried);
        await links.KeepAsync(next, one, CaseLinkKind.FollowUpOf, stop);
        await session.AuditAsync(one, "case.followed-up", new { by = next.Number }, stop);
        return next;
    }
}
