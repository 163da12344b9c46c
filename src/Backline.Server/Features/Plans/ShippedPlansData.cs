using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Plans;

/// <summary>The three plans of PL-1, put in once; what an operator made of them stays.</summary>
internal sealed class ShippedPlansData(TimeProvider clock) : IShippedData
{
    public async Task LoadAsync(Session session, CancellationToken stop)
    {
        foreach (var (code, name, settings) in ShippedPlans.All)
        {
            var plan = Plan.Create(Guid.CreateVersion7(clock.GetUtcNow()), code, name, settings);
            await session.ExecuteAsync("insert into plan (id, code, name, settings) values ($1, $2, $3, $4::jsonb) on conflict (code) do nothing", stop,
                plan.Id, plan.Code, plan.Name, JsonSerializer.Serialize(plan.Settings, BacklineJson.Options));
        }
    }
}
