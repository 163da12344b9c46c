using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <summary>`backline baselines check` over the API of a running server: one account, or each that the key may see.</summary>
internal static class RemoteCheck
{
    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public static async Task<BaselinesCommand.Answer> RunAsync(ServerApi server, string month, string? account, CommandOutput output, CancellationToken stop)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (totals, done) = (RunTotals.None, 0);
        IReadOnlyList<BaselineRow> categories = [];
        string? why = null;
        if (account is not null)
        {
            var run = await CheckAsync(server, month, account, stop);
            (totals, categories, why) = (run.Now, await RowsAsync(server, run.Items, stop), run.Why?.Text);
        }
        else
        {
            await foreach (var id in AccountsAsync(server, stop))
            {
                totals += (await CheckAsync(server, month, id.ToString(), stop)).Now;
                if (++done % 100 == 0) output.Progress(BaselinesCommand.Progress(done, totals.Checks, totals.Devices));
            }
        }
        return new(month, totals.Accounts, totals.Checks, totals.Devices, totals.Within, totals.Close, totals.TrueUp, totals.Unknown, totals.TrueUps, totals.Quotes,
            Math.Round(clock.Elapsed.TotalSeconds, 1), categories, why);
    }

    private static Task<CheckEndpoints.CheckRun> CheckAsync(ServerApi server, string month, string account, CancellationToken stop) =>
        server.PostAsync<CheckEndpoints.RunInput, CheckEndpoints.CheckRun>("/api/v1/baseline-checks", new(account, month), stop);

    private static async IAsyncEnumerable<Guid> AccountsAsync(ServerApi server, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        string? next = null;
        do
        {
            var page = await server.GetAsync<Page<NamedAccount>>("/api/v1/accounts" + QueryString.Create(new Dictionary<string, string?> { ["limit"] = "200", ["cursor"] = next }), stop);
            foreach (var account in page.Items) yield return account.Id;
            next = page.Next;
        }
        while (next is not null);
    }

    private static async Task<List<BaselineRow>> RowsAsync(ServerApi server, IReadOnlyList<CheckSummary> checks, CancellationToken stop)
    {
        var rows = new List<BaselineRow>();
        foreach (var check in checks)
        {
            foreach (var category in check.Categories)
            {
                var trueUp = category.TrueUpId is { } id ? (await server.GetAsync<TrueUpView>($"/api/v1/true-ups/{id}", stop)).Number : null;
                rows.Add(new(check.Id, check.Month, check.Account, check.Contract, category.Category, category.Counted, category.Contracted, category.Baseline, category.TriggerAt, category.Outcome, trueUp));
            }
        }
        return rows;
    }

    private sealed record NamedAccount(Guid Id);
}
