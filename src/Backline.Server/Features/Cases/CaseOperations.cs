using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Cases.Links;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases;

/// <summary>What happens to a case after its opening: load, decide, note. The caller saves.</summary>
internal sealed class CaseOperations(Session session, CaseRecords records, CaseGlances glances, AttachmentOperations files, SplitOperations splits, LinkOperations links, ToldWords words, NextUpdates next)
{
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(10);

    private string Actor => session.Reader.Name;

    /// <summary>
    /// Says something to the other side, or among those of the desk. Whoever asked and writes to a case that went on in another writes there, and to one that is
    /// closed, begins the next.
    /// </summary>
    /// <returns>The case it is said in.</returns>
    /// <exception cref="RefusedException"><c>case.closed</c>, <c>case.merged</c>, <c>case.not-your-desk</c>, <c>case.written-meanwhile</c></exception>
    public async Task<Guid> WriteAsync(Guid id, MessageInput input, CancellationToken stop)
    {
        var text = input.Checked();
        // two may write at once, and nobody's words get lost
        var (one, entries) = await records.LoadNewestAsync(id, stop);
        var ofDesk = session.Reader.IsOfDesk(one.Tier);
        new InputErrors().Refuse(input.NextBy is not null && (input.IsInternal || !ofDesk), "/nextBy", "case.next-update-not-here").ThrowIfAny();
        if (input.IsInternal && !ofDesk || !input.IsInternal && ofDesk && !session.Reader.WorksAt(one.Tier)) throw new RefusedException(new("case.not-your-desk", one.Number));
        if (ofDesk && !input.IsInternal && one.MergedIntoId is { } survivor) throw new RefusedException(new("case.merged", one.Number, (await session.ScalarAsync<string>("select number from support_case where account_id = $1 and id = $2", stop, one.AccountId, survivor))!));
        if (one.State == CaseState.Closed && !input.IsInternal && !ofDesk) return await GoOnAsync(one, input, text, stop);
        if (input.Seen is { } seen) await RefuseCrossingAsync(one, seen, stop);
        var said = await next.OfAsync(entries, input.NextBy, input.NextReason, stop);
        if (!input.IsInternal)
        {
            if (ofDesk) one.Answer(Actor, records.Now, said);
            else one.TakeReply(Actor, records.Now);
        }
        var direction = input.IsInternal ? "internal" : ofDesk ? "outbound" : "inbound";
        await files.CheckAsync(id, input.Attachments, stop);
        var after = new { direction, files = input.Attachments is { Count: > 0 } carried ? carried.Count : (int?)null, nextBy = said?.By };
        if (input.IsInternal) session.AuditInside(one, "case.written", after);
        else await session.AuditAsync(one, "case.written", after, stop);
        await records.KeepAsync(one, entries, stop, [new(direction, text) { Files = input.Attachments ?? [] }, .. WhyLate(said)]);
        return id;
    }

    // why they hear later than the policy has it stays among those of the desk
    private static IEnumerable<CaseMessage> WhyLate(NextUpdate? said) => said is { IsLate: true, Reason: { } why } ? [new("internal", why.ReplaceLineEndings("\n").Trim())] : [];

    /// <summary>Notes among those of the desk what the programme found; the same again is not noted.</summary>
    public async Task NoteAsync(Guid id, string text, CancellationToken stop)
    {
        var (one, entries) = await records.LoadNewestAsync(id, stop);
        if (await session.ScalarAsync<bool>("select exists (select from case_message where account_id = $1 and case_id = $2 and visibility = 'internal' and body = $3)", stop, one.AccountId, id, text)) return;
        session.AuditInside(one, "case.written", new { direction = "internal" });
        await records.KeepAsync(one, entries, stop, new CaseMessage("internal", text) { Author = session.Reader.IsProgramme ? Brand.Own.Name : null, AuthorId = session.Reader.PersonId });
    }

    /// <summary>Keeps what the programme has to pass on, under the name it gives: whoever wrote it, nobody of the desk answered with it, and no clock is kept by it.</summary>
    public async Task PassOnAsync(Guid id, CaseMessage message, CancellationToken stop)
    {
        var (one, entries) = await records.LoadNewestAsync(id, stop);
        if (message.Visibility == "internal") session.AuditInside(one, "case.written", new { direction = message.Direction });
        else await session.AuditAsync(one, "case.written", new { direction = message.Direction }, stop);
        await records.KeepAsync(one, entries, stop, message);
    }

    // what was uploaded to the one that is done goes along
    private async Task<Guid> GoOnAsync(Case done, MessageInput input, string text, CancellationToken stop)
    {
        await files.CheckAsync(done.Id, input.Attachments, stop);
        if ((done.MergedIntoId ?? await NextAsync(done, stop)) is not { } goesOn) return (await splits.FollowUpAsync(done.Id, new(text), stop, next => files.TakeAlongAsync(done.AccountId, done.Id, next.Id, input.Attachments ?? [], stop))).Id;
        await files.TakeAlongAsync(done.AccountId, done.Id, goesOn, input.Attachments ?? [], stop);
        return await WriteAsync(goesOn, input with { Seen = null }, stop);
    }

    // whoever writes three times to what is over begins one case, not three
    private Task<Guid?> NextAsync(Case done, CancellationToken stop) => session.ScalarAsync<Guid?>(
        $"""
        select c.id from case_link l join support_case c on c.account_id = l.account_id and c.id = l.case_id
        where l.account_id = $1 and l.other_id = $2 and l.kind = 'follow-up-of' and c.tier = $3 and ($4 or {CaseQueries.SeenBy("c", "$5", "$6")}) order by c.id desc limit 1
        """, stop, done.AccountId, done.Id, done.Tier.Word(), session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);

    /// <summary>The newest that was said is the reader's own, of the last minutes and word for word the same.</summary>
    public Task<bool> SaidJustNowAsync(Guid id, string text, CancellationToken stop) => session.ScalarAsync<bool>(
        """
        select coalesce((select m.author_id is not distinct from $2 and m.author = $3 and m.body = $4 and m.at > $5 and not exists (select from case_file f where f.account_id = m.account_id and f.message_id = m.id)
            from support_case c join case_message m on m.account_id = c.account_id and m.case_id = c.id where c.id = $1 and m.visibility = 'public' order by m.seq desc limit 1), false)
        """, stop, id, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name, text.ReplaceLineEndings("\n").Trim(), records.Now - JustNow);

    /// <summary>The newest message that both sides read.</summary>
    public Task<Guid?> LastSaidAsync(Guid id, CancellationToken stop) => session.ScalarAsync<Guid?>(
        "select m.id from support_case c join case_message m on m.account_id = c.account_id and m.case_id = c.id where c.id = $1 and m.visibility = 'public' order by m.seq desc limit 1", stop, id);

    // whoever answers has read what others wrote to the other side
    private async Task RefuseCrossingAsync(Case one, Guid seen, CancellationToken stop)
    {
        var (known, writer) = await session.FirstAsync(
            """
            select true, (select shown_name(m.author) from case_message m where m.account_id = $1 and m.case_id = $2 and m.visibility = 'public' and m.author_id is distinct from $4 and m.seq > s.seq order by m.seq desc limit 1)
            from case_message s where s.account_id = $1 and s.case_id = $2 and s.id = $3
            """, row => (row.GetBoolean(0), row.Text(1)), stop, one.AccountId, one.Id, seen, Parameters.OrNull(session.Reader.PersonId));
        new InputErrors().Refuse(!known, "/seen", "case.seen-elsewhere").ThrowIfAny();
        if (writer is not null) throw new RefusedException(new("case.written-meanwhile", one.Number, writer));
    }

    public Task WaitAsync(Guid id, long version, PauseReason reason, WaitInput input, CancellationToken stop)
    {
        input.Check();
        var said = string.IsNullOrWhiteSpace(input.Text) ? null : input.Text.ReplaceLineEndings("\n").Trim();
        return ActAsync(id, version, "case.waits", one =>
        {
            if (said is not null) one.Answer(Actor, records.Now);
            one.Wait(reason, input.FollowUpAt!.Value.ToUniversalTime(), Actor, records.Now);
        }, new { reason = reason.Word(), input.FollowUpAt }, stop, said is null ? [] : [new("outbound", said)]);
    }

    public Task ResumeAsync(Guid id, long version, PauseReason reason, CancellationToken stop) =>
        ActAsync(id, version, "case.resumed", one => one.Resume(reason, Actor, records.Now), new { reason = reason.Word() }, stop);

    public Task ChangeSeverityAsync(Guid id, long version, SeverityInput input, CancellationToken stop)
    {
        var severity = input.Checked();
        return ActAsync(id, version, "case.severity-changed", one => one.ChangeSeverity(severity, Actor, records.Now), new { severity = severity.Word() }, stop,
            string.IsNullOrWhiteSpace(input.Reason) ? [] : [new("internal", input.Reason.ReplaceLineEndings("\n").Trim())]);
    }

    /// <exception cref="InvalidInputException"><c>case.not-of-the-desk</c></exception>
    public async Task AssignAsync(Guid id, long version, Guid? personId, CancellationToken stop)
    {
        var (one, entries) = await records.LoadAsync(id, version, stop);
        session.Reader.WhyNotWork(one).ThrowIfRefused();
        var name = personId is { } person ? await NameAsync(one, person, stop) : null;
        one.Assign(personId);
        (await session.OpenAsync(stop)).Entry(one).Property(CaseMapping.Assignee).CurrentValue = name;
        await session.AuditAsync(one, "case.assigned", new { to = name }, stop);
        await records.KeepAsync(one, entries, stop);
    }

    /// <summary>Tells the plan or a workaround: service that a workaround restores counts as restored (CA-3).</summary>
    public async Task TellAsync(Guid id, long version, ClockMark mark, TellingInput input, CancellationToken stop)
    {
        var text = input.Checked();
        await files.CheckAsync(id, input.Attachments, stop);
        var said = input.NextBy is null ? null : await next.OfAsync((await records.LoadAsync(id, version, stop)).Entries, input.NextBy, input.NextReason, stop);
        await ActAsync(id, version, mark == ClockMark.Planned ? "case.planned" : "case.worked-around", one => one.Tell(mark, Actor, records.Now, said), said is null ? null : new { nextBy = said.By }, stop,
            [new("outbound", text) { Files = input.Attachments ?? [] }, .. WhyLate(said)]);
    }

    public Task ResolveAsync(Guid id, long version, ResolutionInput input, CancellationToken stop)
    {
        var (outcome, text) = input.Checked();
        return ActAsync(id, version, "case.resolved", one => one.Resolve(outcome, Actor, records.Now), new { outcome = outcome.Word() }, stop, new CaseMessage("outbound", text));
    }

    /// <summary>Whoever asked, or the desk, finds that it is not done.</summary>
    public Task ReopenAsync(Guid id, long version, TellingInput input, CancellationToken stop)
    {
        var text = input.Checked();
        return EitherAsync(id, version, "case.reopened", one => one.Reopen(Actor, records.Now), stop, one => new(session.Reader.IsOfDesk(one.Tier) ? "internal" : "inbound", text));
    }

    /// <summary>Whoever asked ends it before it is resolved, and says why; the desk resolves it.</summary>
    /// <exception cref="RefusedException">It is resolved or closed already, or the reader is of the desk that has it.</exception>
    public Task WithdrawAsync(Guid id, long version, TellingInput input, CancellationToken stop)
    {
        var text = input.Checked();
        return EitherAsync(id, version, "case.withdrawn", one =>
        {
            if (session.Reader.IsOfDesk(one.Tier)) throw new RefusedException(new Refusal("case.withdrawn-by-desk", one.Number));
            one.Withdraw(Actor, records.Now);
        }, stop, _ => new("inbound", text));
    }

    public Task CloseAsync(Guid id, long version, CancellationToken stop) => EitherAsync(id, version, "case.closed", one => one.Close(Actor, records.Now), stop);

    /// <summary>Whoever asked is told where it goes on, and sees it there.</summary>
    public async Task MergeAsync(Guid id, long version, MergeInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.CaseId is null, "/caseId", "input.required").ThrowIfAny();
        // two that go on in each other at once would go on nowhere
        await session.OneAtATimeAsync("merging cases of", (await glances.GetAsync(id, stop)).AccountId, stop);
        var into = (await FindAsync(input.CaseId!.Value, stop)).Case;
        var sameAsker = await session.ScalarAsync<bool>("select count(distinct (opened_by_id, opened_by)) = 1 from support_case where id in ($1, $2)", stop, id, into.Id);
        Case? merged = null;
        await ActAsync(id, version, "case.merged", one => (merged = one).Merge(into, sameAsker, Actor, records.Now), new { into = into.Number }, stop, new CaseMessage("outbound", await words.MergedAsync(id, into, stop)));
        // whoever works on the one that goes on finds what was said in the other
        await links.KeepAsync(merged!, into, CaseLinkKind.DuplicateOf, stop);
        await PassOnAsync(into.Id, new("internal", words.MergedHere(merged!)), stop);
        // who sees the one sees where it goes on
        await session.ExecuteAsync(
            $"""
            insert into case_watcher (account_id, partner_id, case_id, person_id, tier, front_id, side, name, added_at, added_by)
            select account_id, partner_id, $3, person_id, tier, front_id, side, name, $4, $5 from case_watcher where account_id = $1 and case_id = $2
            union all
            select account_id, partner_id, $3, opened_by_id, tier, front_id, 'asking', opened_by, $4, $5 from support_case
            where account_id = $1 and id = $2 and opened_by_id is distinct from (select o.opened_by_id from support_case o where o.account_id = $1 and o.id = $3)
                and exists (select from {(into.Tier == CaseTier.Partner ? "case_askers($2)" : "person")} p where p.id = opened_by_id and p.account_id = $1)
            on conflict do nothing
            """, stop, into.AccountId, id, into.Id, records.Now, Actor);
    }

    private async Task<OpenedCase> FindAsync(Guid named, CancellationToken stop)
    {
        try
        {
            return await records.LoadAsync(named, version: null, stop);
        }
        catch (NotFoundException)
        {
            throw new NotFoundException("case", named, "/caseId");
        }
    }

    private async Task ActAsync(Guid id, long version, string action, Action<Case> act, object? after, CancellationToken stop, params IReadOnlyList<CaseMessage> messages)
    {
        var (one, entries) = await records.LoadAsync(id, version, stop);
        session.Reader.WhyNotWork(one).ThrowIfRefused();
        act(one);
        await session.AuditAsync(one, action, after, stop);
        await records.KeepAsync(one, entries, stop, messages);
    }

    // the desk does it, or whoever asked
    private async Task EitherAsync(Guid id, long version, string action, Action<Case> act, CancellationToken stop, Func<Case, CaseMessage>? message = null)
    {
        var (one, entries) = await records.LoadAsync(id, version, stop);
        if (session.Reader.IsOfDesk(one.Tier)) session.Reader.WhyNotWork(one).ThrowIfRefused();
        act(one);
        await session.AuditAsync(one, action, null, stop);
        await records.KeepAsync(one, entries, stop, message is null ? [] : [message(one)]);
    }

    private async Task<string> NameAsync(Case one, Guid person, CancellationToken stop)
    {
        var found = await session.FirstAsync("select name, role from person where id = $1 and account_id is null and partner_id is not distinct from $2 and disabled_at is null",
            row => (Name: row.GetString(0), Role: row.GetString(1)), stop, person, Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null));
        return found.Name is not null && Permissions.Of(found.Role).Contains(Permissions.CasesWork) ? found.Name : throw new InvalidInputException(new InputError("/personId", "case.not-of-the-desk"));
    }
}
