using Backline.Domain.Clocks;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.Mails;

/// <summary>Notes, with what is said in a case, that somebody is to be told of it by mail. What is said internally is never noted.</summary>
internal sealed class CaseMailObserver(Session session, WorkSignal signal, TimeProvider time) : ICaseObserver
{
    public async Task SeeAsync(CaseNews news, CancellationToken stop)
    {
        var opened = news.Before.Count == 0;
        // a program opens many: what nobody reads is not noted
        if (opened && news.Case.ContactId is null && session.Reader.PersonId is null) return;
        // a case that goes on from another begins with what was said there: told once
        foreach (var message in news.Messages.Where(message => message.Visibility == "public").Take(opened ? 1 : int.MaxValue))
        {
            var now = time.GetUtcNow();
            await session.ExecuteAsync(
                """
                with noted as (
                    insert into case_mail (message_id, case_id, case_account_id, event) select $1, $2, $3, $4
                    where not $5 or $6 or exists (select from person where id = $7))
                insert into due_item (id, kind, account_id, subject_id, due_at) select $8, $9, $3, $1, $10
                where not $5 or $6 or exists (select from person where id = $7)
                on conflict do nothing
                """, stop, message.Id, news.Case.Id, news.Case.AccountId, EventOf(news, message), opened, news.Case.ContactId is not null, Parameters.OrNull(session.Reader.PersonId),
                Guid.CreateVersion7(now), CaseMailHandler.DueKind, now);
            session.AfterCommit(signal.Raise);
        }
    }

    private static string EventOf(CaseNews news, CaseMessage message) =>
        news.Before.Count == 0 ? "opened"
        : message.Direction == "inbound" ? "asked"
        : news.Entries.OfType<CaseMarked>().Select(entry => entry.Mark).Where(mark => mark is ClockMark.Planned or ClockMark.WorkedAround or ClockMark.Resolved).LastOrDefault() switch
        {
            ClockMark.Planned => "planned",
            ClockMark.WorkedAround => "worked-around",
            ClockMark.Resolved => "resolved",
            _ => "answered",
        };
}
