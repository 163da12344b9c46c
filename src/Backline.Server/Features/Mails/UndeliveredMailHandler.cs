using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.Mails;

/// <summary>Gives back to the desk a mail it decided about that did not get into its case, for the program ended first.</summary>
internal sealed class UndeliveredMailHandler(Session session) : IDueHandler
{
    public const string DueKind = "mail-decided";

    /// <summary>Much longer than a mail takes to get into its case; one that is getting there is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Kind => DueKind;

    public bool Ready => true;

    public Task HandleAsync(DueItem item, CancellationToken stop) =>
        session.ExecuteAsync("update inbound_mail set state = 'held', reason = 'interrupted', handled_by = null where id = $1 and state = 'waiting'", stop, item.SubjectId);
}
