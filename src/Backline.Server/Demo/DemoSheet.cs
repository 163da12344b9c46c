using System.Text.Json;
using Backline.Server.Platform;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Spectre.Console;

namespace Backline.Server.Demo;

/// <summary>Who to sign in as: on the screen, and with a key for each role in demo.json of the data folder, which only its owner may read.</summary>
internal sealed class DemoSheet(IServiceProvider services, DataFolder folder, string baseUrl)
{
    public const string FileName = "demo.json";

    private static readonly JsonSerializerOptions Format = new(BacklineJson.Options) { WriteIndented = true };

    private sealed record Sheet(string BaseUrl, IReadOnlyList<SheetAccount> Accounts, IReadOnlyList<SheetPerson> People, IReadOnlyDictionary<string, string> ApiKeys);

    private sealed record SheetAccount(Guid Id, string MasterAccountId, string Name);

    private sealed record SheetPerson(string Role, string Name, string Email, string Password, string Of);

    /// <summary>Writes demo.json, with new keys where the old ones are gone.</summary>
    /// <returns>The people, by whom they work for.</returns>
    public async Task<Text> WriteAsync(CancellationToken stop)
    {
        var data = DemoData.Read();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(DemoStage.Narrator);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var accounts = await session.ListAsync("select account_id, number, name from account order by number", row => new SheetAccount(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop);
        var people = People(data);
        var keys = await KeptAsync(session, stop) ?? await MakeKeysAsync(session, data, stop);
        await session.SaveAsync(stop);
        Save(JsonSerializer.Serialize(new Sheet(baseUrl, accounts, people, keys), Format));
        return new(string.Join('\n', Lines(data)));
    }

    /// <summary>Role, mail address and name of everybody, in the 80 columns of a narrow screen.</summary>
    internal static IEnumerable<string> Lines(DemoData data)
    {
        var people = People(data);
        var (role, email) = (people.Max(person => person.Role.Length), people.Max(person => person.Email.Length));
        return people.GroupBy(person => person.Of).SelectMany(group => group.Select(person => $"  {person.Role.PadRight(role)} {person.Email.PadRight(email)} {person.Name}").Prepend($"Of {group.Key}:"));
    }

    private static List<SheetPerson> People(DemoData data) => [.. data.People.Select(person => new SheetPerson(person.Role, person.Name, person.Email, DemoParties.Password, Employer(data, person)))];

    private static string Employer(DemoData data, DemoPerson person) =>
        data.Accounts.FirstOrDefault(account => account.Key == person.Account)?.Name ?? data.Partners.FirstOrDefault(partner => partner.Key == person.Partner)?.Name ?? "the vendor";

    /// <summary>The keys of the file, when all of them are good in this database.</summary>
    private async Task<IReadOnlyDictionary<string, string>?> KeptAsync(Session session, CancellationToken stop)
    {
        var path = folder.File(FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var keys = JsonSerializer.Deserialize<Sheet>(await File.ReadAllTextAsync(path, stop), Format)?.ApiKeys;
            if (keys is null || keys.Count < Roles.All.Count) return null;
            var good = await session.ScalarAsync<long>("select count(*) from api_key where revoked_at is null and hash = any ($1)", stop, keys.Values.Select(ApiKeys.HashOf).ToArray());
            return good == keys.Count ? keys : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> MakeKeysAsync(Session session, DemoData data, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        await session.ExecuteAsync("update api_key set revoked_at = $1 where created_by = $2 and revoked_at is null", stop, now, DemoStage.Narrator.Name);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in Roles.All)
        {
            keys[role] = ApiKeys.Make();
            await session.ExecuteAsync(
                """
                insert into api_key (id, name, prefix, hash, role, account_id, partner_id, scopes, created_by, created_at)
                select $1, $2, $3, $4, p.role, p.account_id, p.partner_id, '{}', $5, $6 from person p where p.email = $7
                """, stop, Guid.CreateVersion7(now), $"demo {role}", keys[role][..12], ApiKeys.HashOf(keys[role]), DemoStage.Narrator.Name, now, data.PersonWho(role).Email);
        }
        return keys;
    }

    // beside the old one and then in its place: never half a file, never readable by others
    private void Save(string json)
    {
        var path = folder.File(FileName);
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options)) writer.Write(json);
        File.Move(fresh, path, overwrite: true);
    }
}
