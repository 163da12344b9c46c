using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>A reported name no model is known for.</summary>
public sealed record WaitingModel(string Name, long Devices, long Accounts, DateTimeOffset FirstSeenAt, IReadOnlyList<ModelProposal> Proposals);

/// <summary>Names that wait for a person: what they may mean, and what a person says they mean.</summary>
public sealed class WaitingModels(Session session, TimeProvider clock)
{
    private const int Most = 200;

    public async Task<IReadOnlyList<WaitingModel>> ListAsync(CancellationToken stop)
    {
        var scope = new DeviceConditions(session.Reader, account: null, removed: false).And("d.category = 'unknown'");
        var names = await session.ListAsync(
            $"""
            select d.model_name, count(*), count(distinct d.account_id), min(d.first_seen_at) from device d where {scope.Where}
            group by d.model_name order by count(*) desc, d.model_name limit {Most}
            """, row => (Name: row.GetString(0), Devices: row.GetInt64(1), Accounts: row.GetInt64(2), Since: row.GetFieldValue<DateTimeOffset>(3)), stop, scope.Args);
        var ignored = (await session.ListAsync("select name_key from model_name_ignored", row => row.GetString(0), stop)).ToHashSet(StringComparer.Ordinal);
        var matcher = await MatcherAsync(stop);
        return [.. names.Where(name => !ignored.Contains(ModelName.Key(name.Name))).Select(name => new WaitingModel(name.Name, name.Devices, name.Accounts, name.Since, matcher.Propose(name.Name)))];
    }

    /// <summary>From now on the name means the model, for every device that reported it and every one to come.</summary>
    /// <returns>How many devices have their model now.</returns>
    public async Task<int> AssignAsync(string? name, Guid modelId, CancellationToken stop)
    {
        Check(name);
        var model = await session.FirstAsync("select name, category from model where id = $1", row => new DeviceModel(modelId, row.GetString(0), row.GetString(1)), stop, modelId)
            ?? throw new InvalidInputException(new InputError("/modelId", "device.model-unknown"));
        var key = ModelName.Key(name!);
        var other = await session.ScalarAsync<string>("select m.name from model_alias a join model m on m.id = a.model_id where a.name_key = $1 and a.model_id <> $2", stop, key, modelId);
        if (other is not null) throw new RefusedException(new("model.name-taken", name!, other));
        await session.ExecuteAsync("insert into model_alias (name_key, name, model_id) select $1, $2, $3 where not exists (select from model where name_key = $1) on conflict do nothing", stop, key, name!.Trim(), modelId);
        await session.ExecuteAsync("delete from model_name_ignored where name_key = $1", stop, key);
        var spellings = await SpellingsAsync(key, stop);
        var now = clock.GetUtcNow();
        await session.ExecuteAsync(
            """
            insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details)
            select account_id, partner_id, id, gen_random_uuid(), $2, 'model-set', $3, jsonb_build_object('from', model_name, 'to', $4::text)
            from device where category = 'unknown' and removed_at is null and model_name = any($1)
            """, stop, spellings, now, session.Reader.Name, model.Name);
        var changed = await session.ExecuteAsync(
            "update device set model_id = $2, model_name = $3, category = $4, updated_at = $5, version = version + 1 where category = 'unknown' and removed_at is null and model_name = any($1)",
            stop, spellings, modelId, model.Name, model.Category, now);
        session.Audit(Act.OnProgramme("model.alias-added", "model", modelId, model.Name, after: new { alias = name.Trim(), devices = changed }));
        return changed;
    }

    /// <summary>Not a product of the programme: it no longer waits, stays in the inventory and is never counted.</summary>
    public async Task IgnoreAsync(string? name, CancellationToken stop)
    {
        Check(name);
        await session.ExecuteAsync("insert into model_name_ignored (name_key, name, ignored_by, ignored_at) values ($1, $2, $3, $4) on conflict do nothing", stop,
            ModelName.Key(name!), name!.Trim(), session.Reader.Name, clock.GetUtcNow());
        session.Audit(Act.OnProgramme("model.name-ignored", "model", Guid.Empty, name.Trim()));
    }

    /// <summary>The proposals for one name: on the page of a device.</summary>
    public async Task<IReadOnlyList<ModelProposal>> ProposeAsync(string name, CancellationToken stop) => (await MatcherAsync(stop)).Propose(name);

    // "Studio-X52" and "studio x52" wait as one
    private async Task<string[]> SpellingsAsync(string key, CancellationToken stop) =>
        [.. (await session.ListAsync("select distinct model_name from device where category = 'unknown' and removed_at is null", row => row.GetString(0), stop)).Where(name => ModelName.Key(name) == key)];

    private async Task<ModelMatcher> MatcherAsync(CancellationToken stop) => new(
        await session.ListAsync("select id, name from model", row => (row.GetGuid(0), row.GetString(1)), stop),
        await session.ListAsync("select name, model_id from model_alias", row => (row.GetString(0), row.GetGuid(1)), stop));

    private static void Check(string? name) => new InputErrors().Text(name, "/name", 200)
        .Refuse(!string.IsNullOrWhiteSpace(name) && ModelName.Key(name).Length == 0, "/name", "model.name-without-letters").ThrowIfAny();
}
