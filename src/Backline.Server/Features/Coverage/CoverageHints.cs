using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

/// <summary>What helps on where a question is not answered as it stands: whom a name means, the models near a name, the plans that bring a service.</summary>
internal sealed class CoverageHints(Session session)
{
    // "12" begins the names of some models, and says nothing
    private const int ShortestBeginning = 4;

    /// <summary>The number of the one account, or else the one site, whose name begins like this.</summary>
    public async Task<(string? Account, string? Site)?> NamedAsync(string name, CancellationToken stop)
    {
        var begin = name.Trim().ToLowerInvariant();
        var found = await session.ListAsync(
            """
            (select 'account', number from account where name_key ~>=~ $1 and name_key ~<~ $2 limit 2)
            union all (select 'site', number from site where name_key ~>=~ $1 and name_key ~<~ $2 limit 2)
            """, row => (Kind: row.GetString(0), Number: row.GetString(1)), stop, begin, Conditions.After(begin));
        return found.Where(one => one.Kind == "account").ToList() is [var account] ? (account.Number, null)
            : found is [{ Kind: "site" } site] ? (null, site.Number)
            : null;
    }

    /// <summary>What only some remedies need: the models a name may mean, the plans that bring a service. Null where none is offered.</summary>
    public async Task<CoverageFacts?> AddWhatHelpsAsync(CoverageFound found, CoverageAnswer answer, CancellationToken stop)
    {
        var (match, change) = (answer.Remedies.Any(remedy => remedy.Code is "match-model" or "ask-to-match-model" or "ask-with-model"), answer.Remedies.Any(remedy => remedy.Code == "change-plan"));
        if (!match && !change) return null;
        var name = found.Devices.FirstOrDefault(device => device.Id == answer.DeviceId)?.ModelName ?? found.Question.Model;
        return found.Facts with
        {
            ModelProposals = match && name is not null ? await NearModelsAsync(name, stop) : [],
            Offers = change ? [.. (await session.ListAsync("select name, settings::text from plan where not retired order by name", row => (Name: row.GetString(0), Settings: row.GetString(1)), stop))
                .Select(plan => PlanOffer.Of(plan.Name, JsonSerializer.Deserialize<PlanSettings>(plan.Settings, BacklineJson.Options) ?? new(), found.Question.Service)).OfType<PlanOffer>()] : [],
        };
    }

    /// <summary>A word that came as a serial number and that no unit has, but a model, written in one; or one that names of models begin with, and no serial number.</summary>
    public Task<bool> MeansModelsAsync(string word, CancellationToken stop)
    {
        var (key, serial) = (ModelName.Key(word), SerialKey.From(word) ?? word);
        return session.ScalarAsync<bool>(
            """
            select exists (select from model where name_key = $1) or exists (select from model_alias where name_key = $1)
                or length($1) >= $4 and exists (select from model where starts_with(name_key, $1))
                   and not exists (select from device where serial_key >= $2 and serial_key < $3) and not exists (select from contract_device where serial_key >= $2 and serial_key < $3 and removed_at is null)
            """, stop, key, serial, Conditions.After(serial), ShortestBeginning);
    }

    /// <summary>Names of the models nearest to a name, best first.</summary>
    public async Task<IReadOnlyList<string>> NearModelsAsync(string name, CancellationToken stop) => [.. new ModelMatcher(
        await session.ListAsync("select id, name from model", row => (row.GetGuid(0), row.GetString(1)), stop),
        await session.ListAsync("select name, model_id from model_alias", row => (row.GetString(0), row.GetGuid(1)), stop)).Propose(name).Select(proposal => proposal.Name)];
}
