using System.Buffers;
using System.Globalization;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Npgsql;

namespace Backline.Server.Features.Baselines;

/// <summary>What reading every device of a batch yields beside the files.</summary>
internal sealed class EvidenceTally(int subjects)
{
    public DeviceCounts Counts { get; } = new(subjects);
    public Dictionary<Guid, StoredFile> Files { get; } = [];
    public Dictionary<int, int> Devices { get; } = [];
    public Dictionary<(int Subject, DeviceCategory Category, Guid Site, Guid Model), int> Places { get; } = [];
}

/// <summary>
/// Freezes the evidence of a batch: one compressed CSV per account with every device, counted or not, and its reason, in the order of the device ids.
/// Reads through a cursor in the transaction of the count, so that file and count stand on one snapshot, whatever is imported meanwhile.
/// </summary>
internal sealed class Evidence(Session session, EvidenceTally tally, IReadOnlyDictionary<Guid, ModelFacts> models, Month month, DateTimeOffset at)
{
    private const int RowsPerFetch = 20_000;
    private readonly ArrayBufferWriter<byte> line = new(1024);

    public async Task FreezeAsync(IReadOnlyList<CheckSubject> subjects, CancellationToken stop)
    {
        using var files = new StoredFileBatch(session, at);
        var sites = await SitesAsync(subjects, stop);
        var accounts = subjects.GroupBy(s => s.Account.Id).ToDictionary(group => group.Key, group => group.ToArray());
        await DeclareAsync(subjects[0].Account.Id, subjects[^1].Account.Id, stop);
        CheckSubject[]? open = null;
        for (var more = true; more;)
        {
            more = false;
            await using (var fetch = await session.CommandAsync($"fetch {RowsPerFetch} from evidence", stop))
            await using (var row = await fetch.ExecuteReaderAsync(stop))
            {
                while (await row.ReadAsync(stop))
                {
                    more = true;
                    if (!accounts.TryGetValue(row.GetGuid(0), out var own)) continue;
                    if (!ReferenceEquals(open, own))
                    {
                        End(files, open);
                        Begin(files, open = own);
                    }
                    Write(files, own, row, sites);
                }
            }
            if (!more) End(files, open);
            await files.FlushAsync(stop);
        }
        await session.ExecuteAsync("close evidence", stop);
        // an account without a device has a file too: it says so by its header alone
        foreach (var empty in accounts.Values.Where(own => !tally.Files.ContainsKey(own[0].Account.Id)))
        {
            Begin(files, empty);
            End(files, empty);
        }
        await files.FlushAsync(stop);
    }

    // a cursor takes no parameters; ids format to hexadecimal digits
    private Task<int> DeclareAsync(Guid first, Guid last, CancellationToken stop) => session.ExecuteAsync(
        $"""
        declare evidence no scroll cursor for
        select account_id, id, model_id, model_name, serial, mac, name, site_id, first_seen_at, last_seen_at, missing_since
        from device where account_id between '{first}' and '{last}' and removed_at is null order by account_id, id
        """, stop);

    private void Begin(StoredFileBatch files, CheckSubject[] own)
    {
        var account = own[0].Account;
        files.Begin(account.Id, account.PartnerId, string.Create(CultureInfo.InvariantCulture, $"evidence-{account.Number}-{month}.csv"), "text/csv");
        files.Write(EvidenceLine.HeaderBytes);
    }

    private void End(StoredFileBatch files, CheckSubject[]? own)
    {
        if (own is not null) tally.Files[own[0].Account.Id] = files.End();
    }

    private void Write(StoredFileBatch files, CheckSubject[] own, NpgsqlDataReader row, Dictionary<Guid, EvidenceSite> sites)
    {
        var model = row.Nullable<Guid>(2) is { } modelId ? models.GetValueOrDefault(modelId) : null;
        var site = row.Nullable<Guid>(7) is { } siteId ? sites.GetValueOrDefault(siteId) : null;
        var account = own[0].Account;
        var device = new EvidenceDevice(
            row.GetGuid(1), model?.Category.Word() ?? Device.UnknownCategory, model?.Name ?? row.GetString(3), row.Text(4), row.Text(5), site, row.GetString(6),
            account.DayOf(row.GetFieldValue<DateTimeOffset>(8)), row.Nullable<DateTimeOffset>(9) is { } seen ? account.DayOf(seen) : null, row.Nullable<DateOnly>(10));
        foreach (var subject in own)
        {
            var reason = Counting.Reason(model, subject.Selected, device.MissingSince, device.LastSeenOn, subject.Day, subject.Rules.Settings.UnseenDays);
            tally.Counts.Add(subject.Index, model?.Category, reason, 1);
            tally.Devices[subject.Index] = tally.Devices.GetValueOrDefault(subject.Index) + 1;
            if (reason.Counts()) Place((subject.Index, model!.Category, site?.Id ?? Guid.Empty, model.Id));
            line.ResetWrittenCount();
            EvidenceLine.Write(line, subject, device, reason);
            files.Write(line.WrittenSpan);
        }
    }

    private void Place((int, DeviceCategory, Guid, Guid) place) => tally.Places[place] = tally.Places.GetValueOrDefault(place) + 1;

    private async Task<Dictionary<Guid, EvidenceSite>> SitesAsync(IReadOnlyList<CheckSubject> subjects, CancellationToken stop) =>
        (await session.ListAsync("select id, number, name from site where account_id between $1 and $2", row => new EvidenceSite(row.GetGuid(0), row.GetString(1), row.GetString(2)),
            stop, subjects[0].Account.Id, subjects[^1].Account.Id)).ToDictionary(site => site.Id);
}
