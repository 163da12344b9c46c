using Backline.Domain.Devices;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Devices;

/// <summary>
/// A serial number or MAC address is live in one account at a time. No index can say so over all accounts, for each account's rows stand apart; whoever
/// brings one in looks elsewhere first, and no two look for the same at once. Identities share a few hundred locks, so that a file with a million takes
/// no more of them.
/// </summary>
public static class DeviceIdentityOperations
{
    private const int Space = 4711;

    public static Task TakeAsync(Session session, Device device, CancellationToken stop) =>
        TakeAsync(session, "select k from unnest($1::text[]) k", stop, (object)new[] { device.SerialKey, device.Mac }.OfType<string>().ToArray());

    /// <param name="keys">A query of serial keys and MAC addresses.</param>
    public static async Task TakeAsync(Session session, string keys, CancellationToken stop, params object?[] args)
    {
        await using var command = await session.CommandAsync(
            $"select count(pg_advisory_xact_lock({Space}, bucket)) from (select distinct hashtext(k) & 255 as bucket from ({keys}) keys(k) order by bucket) buckets", stop, args);
        // behind a large file it takes as long as that file
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }
}
