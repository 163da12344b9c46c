using System.Text.Json;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>One of the programs that look after escalations.</summary>
internal static class EscalationNode
{
    /// <summary>As the workers of a node do, until nothing is due.</summary>
    public static async Task WorkAsync(this CaseApp app)
    {
        var stop = TestContext.Current.CancellationToken;
        await app.UnownedSeenAsync();
        do
        {
            await OnceThroughAsync(app, stop);
        }
        while (await IsDueAsync(app, stop));
    }

    private static async Task OnceThroughAsync(CaseApp app, CancellationToken stop)
    {
        while (await app.OnceAsync(async services => await services.GetRequiredService<CaseAlarmOperations>().FireNextAsync(stop) is not null)
            || await app.OnceAsync(services => services.GetRequiredService<EscalationMail>().TellNextAsync(stop)) || await app.OnceAsync(services => services.GetRequiredService<EscalationMail>().RemindNextAsync(stop))
            || await app.OnceAsync(services => services.GetRequiredService<EscalationCallOperations>().LapseNextAsync(stop)) || await app.OnceAsync(services => services.GetRequiredService<CaseNoticeOperations>().TellNextAsync(stop)))
        {
            // until nothing is due
        }
    }

    // the app's own workers look as well, and may be writing to somebody right now
    private static async Task<bool> IsDueAsync(CaseApp app, CancellationToken stop)
    {
        var due = await app.Seed.ScalarAsync<bool>("select exists (select from alarm_notice where due_at <= $1)", app.Clock.Now);
        if (due) await Task.Delay(20, stop);
        return due;
    }

    private static async Task<bool> OnceAsync(this CaseApp app, Func<IServiceProvider, Task<bool>> work)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        if (!await work(scope.ServiceProvider)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        return true;
    }

    public static async Task<List<JsonElement>> CallsAsync(this ApiClient who, ApiAnswer one) => [.. (await who.GetAsync($"{one.Location}/calls"))["items"].EnumerateArray()];
}
