namespace Backline.Server.Features.Cases;

/// <summary>How long a node keeps mails back while there is more to come, so that all of it is one mail: after days without any node that is a lot.</summary>
internal sealed class NoticePatience
{
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(1);

    private readonly Lock turn = new();
    private DateTimeOffset? since;
    private DateTimeOffset askedAt;

    /// <param name="more">There is more to be told soon.</param>
    public bool Waits(bool more, DateTimeOffset now)
    {
        lock (turn)
        {
            // who has not asked for long was not there
            if (!more || now - askedAt > longest) since = null;
            askedAt = now;
            if (!more) return false;
            since ??= now;
            return now - since < longest;
        }
    }
}
