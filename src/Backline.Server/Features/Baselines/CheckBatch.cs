using System.Data;
using System.Text.Json;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <summary>The monthly check of one batch of accounts in one transaction: count, freeze, decide, write (BL-3). The caller saves.</summary>
internal sealed class CheckBatch(Session session, TrueUpOperations trueUps, ReportChase chase)
{
    /// <exception cref="InvalidOperationException">Count and evidence differ: nothing may be written then.</exception>
    public async Task<CheckTotals> RunAsync(Month month, Guid[] accounts, DateTimeOffset at, CancellationToken stop)
    {
        // one snapshot for subjects, counts and evidence
        await session.ExecuteAsync("set transaction isolation level repeatable read", stop);
        var subjects = await new CheckSubjects(session).LoadAsync(month, accounts, at, stop);
        if (subjects.Count == 0) return CheckTotals.None;

        var models = await DeviceCount.ModelsAsync(session, stop);
        List<CheckSubject> known = [.. subjects.Where(s => s.Known)];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var counts = new DeviceCounts(subjects.Count);
        if (known.Count > 0) await DeviceCount.CountAsync(session, counts, known, models, stop);
        var counting = clock.Elapsed;
        var evidence = new EvidenceTally(subjects.Count);
        if (known.Count > 0) await new Evidence(session, evidence, models, month, at).FreezeAsync(known, stop);
        if (!counts.IsSameAs(evidence.Counts)) throw new InvalidOperationException("The evidence does not sum to the count.");

        List<(CheckSubject Subject, CheckDecision Decision)> decisions = [.. subjects.SelectMany(s => Decide(s, counts).Select(decision => (s, decision)))];
        var detected = await trueUps.DetectAsync([.. decisions.Where(d => d.Decision.Outcome == CheckOutcome.TrueUp)
            .Select(d => new Detection(d.Subject.Account.Id, d.Subject.ContractId, d.Decision.Category, d.Decision.Counted ?? 0, d.Subject.Day))], at, stop);

        await WriteChecksAsync(month, subjects, evidence, at, stop);
        await WriteCountsAsync(subjects, evidence.Counts, stop);
        await WritePlacesAsync(subjects, evidence, stop);
        await WriteDecisionsAsync(month, decisions, detected, stop);
        foreach (var subject in subjects.Where(s => s.Completes))
            session.Audit(new(subject.Account.Id, subject.Account.PartnerId, "baseline-check.completed", "baseline-check", subject.CheckId, null, After: new { month = month.ToString() }));
        // a report of a month that is over can't be handed in any more
        foreach (var subject in subjects.Where(s => !s.Known && Month.From(s.Day) == month)) await chase.AskAsync(subject.Account.Id, month, stop);
        return CheckTotals.Of(subjects, decisions.Select(d => d.Decision), evidence.Devices.Values.Sum(n => (long)n), detected, counting);
    }

    private static IEnumerable<CheckDecision> Decide(CheckSubject subject, DeviceCounts counts) => subject.Contracted.Select(contracted =>
        MonthlyCheck.Decide(contracted.Key, subject.Known ? counts.Counted(subject.Index, contracted.Key) : null, contracted.Value, subject.Rules));

    private Task<int> WriteChecksAsync(Month month, IReadOnlyList<CheckSubject> subjects, EvidenceTally evidence, DateTimeOffset at, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into baseline_check (account_id, partner_id, id, contract_id, month, counted_at, counted_on, inventory_known, evidence_file_id, evidence_sha256, devices, chased_at, created_by)
        select s.a, s.p, s.i, s.c, $9::date, $10, s.d, s.k, s.f, s.h, s.n, case when s.k then null else $10::timestamptz end, $11
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::boolean[], $7::uuid[], $8::bytea[], $12::int[]) s(a, p, i, c, d, k, f, h, n)
        on conflict (account_id, contract_id, month) do update set
            counted_at = excluded.counted_at, counted_on = excluded.counted_on, inventory_known = true, evidence_file_id = excluded.evidence_file_id,
            evidence_sha256 = excluded.evidence_sha256, devices = excluded.devices, created_by = excluded.created_by
        where not baseline_check.inventory_known
        """, stop,
        subjects.Select(s => s.Account.Id).ToArray(), subjects.Select(s => s.Account.PartnerId).ToArray(), subjects.Select(s => s.CheckId).ToArray(), subjects.Select(s => s.ContractId).ToArray(),
        subjects.Select(s => s.Day).ToArray(), subjects.Select(s => s.Known).ToArray(),
        subjects.Select(s => s.Known ? evidence.Files[s.Account.Id].Id : (Guid?)null).ToArray(), subjects.Select(s => s.Known ? evidence.Files[s.Account.Id].Sha256 : null).ToArray(),
        month.First, at, session.Reader.Name, subjects.Select(s => s.Known ? evidence.Devices.GetValueOrDefault(s.Index) : (int?)null).ToArray());

    private Task<int> WriteCountsAsync(IReadOnlyList<CheckSubject> subjects, DeviceCounts counts, CancellationToken stop)
    {
        var rows = counts.Rows.Select(row => (Subject: subjects[row.Subject], row.Category, row.Reason, row.Devices)).ToList();
        return session.ExecuteAsync(
            """
            insert into baseline_count (account_id, partner_id, check_id, category, reason, devices)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[])
            """, stop,
            rows.Select(r => r.Subject.Account.Id).ToArray(), rows.Select(r => r.Subject.Account.PartnerId).ToArray(), rows.Select(r => r.Subject.CheckId).ToArray(),
            rows.Select(r => r.Category?.Word() ?? Device.UnknownCategory).ToArray(), rows.Select(r => r.Reason.Word()).ToArray(), rows.Select(r => r.Devices).ToArray());
    }

    private Task<int> WritePlacesAsync(IReadOnlyList<CheckSubject> subjects, EvidenceTally evidence, CancellationToken stop)
    {
        var rows = evidence.Places.Select(place => (Subject: subjects[place.Key.Subject], place.Key.Category, place.Key.Site, place.Key.Model, Devices: place.Value)).ToList();
        return session.ExecuteAsync(
            """
            insert into baseline_place (account_id, partner_id, check_id, category, site_id, model_id, devices)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::int[])
            """, stop,
            rows.Select(r => r.Subject.Account.Id).ToArray(), rows.Select(r => r.Subject.Account.PartnerId).ToArray(), rows.Select(r => r.Subject.CheckId).ToArray(),
            rows.Select(r => r.Category.Word()).ToArray(), rows.Select(r => r.Site).ToArray(), rows.Select(r => r.Model).ToArray(), rows.Select(r => r.Devices).ToArray());
    }

    private Task<int> WriteDecisionsAsync(
        Month month, List<(CheckSubject Subject, CheckDecision Decision)> rows, IReadOnlyDictionary<(Guid Contract, DeviceCategory Category), Detected> detected, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into baseline_decision (account_id, partner_id, check_id, category, month, counted, contracted, baseline, trigger_at, outcome, derivation, true_up_id)
        select s.a, s.p, s.i, s.c, $12::date, s.n, s.q, s.b, s.t, s.o, s.d::jsonb, s.u
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[], $10::text[], $11::uuid[]) s(a, p, i, c, n, q, b, t, o, d, u)
        on conflict (account_id, check_id, category) do update set
            counted = excluded.counted, contracted = excluded.contracted, baseline = excluded.baseline, trigger_at = excluded.trigger_at, outcome = excluded.outcome,
            derivation = excluded.derivation, true_up_id = excluded.true_up_id
        where baseline_decision.counted is null
        """, stop,
        rows.Select(r => r.Subject.Account.Id).ToArray(), rows.Select(r => r.Subject.Account.PartnerId).ToArray(), rows.Select(r => r.Subject.CheckId).ToArray(),
        rows.Select(r => r.Decision.Category.Word()).ToArray(), rows.Select(r => r.Decision.Counted).ToArray(), rows.Select(r => r.Decision.Contracted).ToArray(),
        rows.Select(r => r.Decision.Baseline).ToArray(), rows.Select(r => r.Decision.TriggerAt).ToArray(), rows.Select(r => r.Decision.Outcome.Word()).ToArray(),
        rows.Select(r => JsonSerializer.Serialize(r.Decision.Derivation, BacklineJson.Options)).ToArray(),
        rows.Select(r => detected.TryGetValue((r.Subject.ContractId, r.Decision.Category), out var found) ? found.TrueUpId : (Guid?)null).ToArray(), month.First);
}
