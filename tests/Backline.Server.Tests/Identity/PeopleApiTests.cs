using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Identity;

public sealed class PeopleApiTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private readonly Seed seed = new(app.Logins.Owner);
    private Guid account;
    private ApiClient customer = null!;

    public async ValueTask InitializeAsync()
    {
        account = await seed.AccountAsync("Nordhaven");
        customer = new(app.Client, await seed.KeyAsync(Roles.CustomerAdministrator, account));
    }

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var id = await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerAdministrator, account);

        Assert.Equal((409, "person.last-administrator"), await TryAsync(HttpMethod.Put, $"/api/v1/people/{id}/suspension"));
        Assert.Equal((409, "person.last-administrator"), await TryAsync(HttpMethod.Put, $"/api/v1/people/{id}/role", new { role = Roles.CustomerUser }));
        await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerAdministrator, account);
        Assert.Equal((200, null), await TryAsync(HttpMethod.Put, $"/api/v1/people/{id}/suspension"));
        Assert.Equal((200, null), await TryAsync(HttpMethod.Delete, $"/api/v1/people/{id}/suspension"));
    }

    [Fact]
    public async Task A_customer_gives_no_role_of_the_vendor()
    {
        var id = await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerUser, account);

        Assert.Equal((409, "person.role-of-another-side"), await TryAsync(HttpMethod.Put, $"/api/v1/people/{id}/role", new { role = Roles.ProgrammeAdministrator }));
        Assert.Equal(400, (await customer.PostAsync("/api/v1/invitations", new { email = "x@n.example", name = "X", role = Roles.ProgrammeAdministrator })).Status);
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var id = await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerUser, account);

        Assert.Equal(428, (await customer.PutAsync($"/api/v1/people/{id}/suspension")).Status);
        Assert.Equal(412, (await customer.PutAsync($"/api/v1/people/{id}/suspension", etag: "\"99\"")).Status);
    }

    [Fact]
    public async Task An_invitation_lets_one_person_in_once()
    {
        var email = $"{Guid.CreateVersion7():n}@n.example";
        var invited = await customer.PostAsync("/api/v1/invitations", new { email, name = "Kim Kunde", role = Roles.CustomerUser });
        Assert.Equal(201, invited.Status);
        var link = new Uri(invited["link"].GetString()!).AbsolutePath;
        using var visitor = new Visitor(app.Address);
        var fields = new Dictionary<string, string> { ["Input.Name"] = "Kim Kunde", ["Input.Password"] = Seed.Password, ["Input.TimeZone"] = "Asia/Seoul" };

        Assert.Equal(302, (await visitor.PostAsync(link, "accept", fields)).Status);
        Assert.Equal(200, (await visitor.GetAsync("/me")).Status);
        using var second = new Visitor(app.Address);
        Assert.Equal(410, (await second.GetAsync(link)).Status);
        Assert.Equal(account, await seed.ScalarAsync<Guid>("select account_id from person where email = $1", email));
    }

    [Fact]
    public async Task A_withdrawn_invitation_lets_nobody_in()
    {
        var invited = await customer.PostAsync("/api/v1/invitations", new { email = $"{Guid.CreateVersion7():n}@n.example", name = "X", role = Roles.CustomerUser });
        await customer.DeleteAsync($"/api/v1/invitations/{invited["invitation"].GetProperty("id").GetGuid()}");

        Assert.Equal(410, (await new Visitor(app.Address).GetAsync(new Uri(invited["link"].GetString()!).AbsolutePath)).Status);
    }

    [Fact]
    public async Task A_key_may_no_more_than_its_maker_and_stops_when_revoked()
    {
        var narrow = new ApiClient(app.Client, await seed.KeyAsync(Roles.CustomerAdministrator, account, null, Permissions.KeysManage));
        Assert.Equal(400, (await narrow.PostAsync("/api/v1/api-keys", new { name = "wide", scopes = new[] { Permissions.PeopleManage } })).Status);
        Assert.Equal(400, (await narrow.PostAsync("/api/v1/api-keys", new { name = "empty", scopes = Array.Empty<string>() })).Status);

        var made = await customer.PostAsync("/api/v1/api-keys", new { name = "report", scopes = new[] { Permissions.PeopleManage } });
        var client = new ApiClient(app.Client, made["secret"].GetString()!);
        Assert.Equal(200, (await client.GetAsync("/api/v1/people")).Status);
        Assert.Equal(403, (await client.GetAsync("/api/v1/api-keys")).Status);
        await customer.DeleteAsync($"/api/v1/api-keys/{made["key"].GetProperty("id").GetGuid()}");
        Assert.Equal(401, (await client.GetAsync("/api/v1/people")).Status);
    }

    [Fact]
    public async Task What_was_done_to_access_stands_in_the_accounts_audit_log()
    {
        await customer.PostAsync("/api/v1/invitations", new { email = $"{Guid.CreateVersion7():n}@n.example", name = "X", role = Roles.CustomerUser });

        var page = await customer.GetAsync("/api/v1/audit-entries?action=invitation.sent&limit=1");

        Assert.Equal(account, page["items"][0].GetProperty("accountId").GetGuid());
    }

    private async Task<(int, string?)> TryAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await customer.SendAsync(method, path, body, "*");
        return (answer.Status, answer.Code);
    }
}
