using Backline.Server.Platform.Access;
using Backline.Server.Platform.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Backline.Server.Tests.Identity;

/// <summary>Who was demoted or disabled lets nobody in any more, neither with a cookie nor with a key made before.</summary>
public sealed class ShutOutTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private readonly Seed seed = new(app.Logins.Owner);
    private Guid account;
    private Guid maker;
    private ApiClient administrator = null!;

    public async ValueTask InitializeAsync()
    {
        account = await seed.AccountAsync("Nordhaven");
        maker = await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerAdministrator, account);
        await seed.PersonAsync($"{Guid.CreateVersion7():n}@n.example", Roles.CustomerAdministrator, account);
        administrator = new(app.Client, await seed.KeyAsync(Roles.CustomerAdministrator, account));
    }

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_lets_people_in_while_its_maker_may_and_does_its_other_work_ever_after(bool disabled)
    {
        var key = await KeyAsync(maker);
        Assert.Equal((201, 201), await LetInAsync(key));

        if (disabled) Assert.Equal(200, (await administrator.PutAsync($"/api/v1/people/{maker}/suspension", etag: "*")).Status);
        else Assert.Equal(200, (await administrator.PutAsync($"/api/v1/people/{maker}/role", new { role = Roles.CustomerUser }, "*")).Status);

        Assert.Equal((403, 403), await LetInAsync(key));
        Assert.Equal(200, (await key.GetAsync("/api/v1/devices")).Status);
        var me = await key.GetAsync("/api/v1/me");
        Assert.DoesNotContain(Permissions.PeopleManage, me["permissions"].EnumerateArray().Select(permission => permission.GetString()));

        if (disabled) await administrator.SendAsync(HttpMethod.Delete, $"/api/v1/people/{maker}/suspension", null, "*");
        else await administrator.PutAsync($"/api/v1/people/{maker}/role", new { role = Roles.CustomerAdministrator }, "*");
        Assert.Equal((201, 201), await LetInAsync(key));
    }

    [Fact]
    public async Task A_key_made_by_a_key_goes_no_further_than_the_person_at_the_beginning()
    {
        var first = await KeyAsync(maker);
        var made = await first.PostAsync("/api/v1/api-keys", new { name = "second", scopes = new[] { Permissions.PeopleManage, Permissions.KeysManage, Permissions.DevicesRead } });
        var second = new ApiClient(app.Client, made["secret"].GetString()!);
        Assert.Equal((201, 201), await LetInAsync(second));

        await administrator.PutAsync($"/api/v1/people/{maker}/suspension", etag: "*");

        Assert.Equal((403, 403), await LetInAsync(second));
        Assert.Equal(200, (await second.GetAsync("/api/v1/devices")).Status);
    }

    [Fact]
    public async Task A_key_for_letting_people_in_alone_may_nothing_once_its_maker_is_gone()
    {
        var key = await KeyAsync(maker, Permissions.PeopleManage);

        await administrator.PutAsync($"/api/v1/people/{maker}/suspension", etag: "*");

        Assert.Equal(0, (await key.GetAsync("/api/v1/me"))["permissions"].GetArrayLength());
        Assert.Equal(403, (await key.GetAsync("/api/v1/devices")).Status);
    }

    [Fact]
    public void A_role_is_asked_anew_every_ten_seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(10), app.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval);

    private async Task<ApiClient> KeyAsync(Guid by, params string[] scopes)
    {
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, account, scopes: scopes);
        await seed.ExecuteAsync("update api_key set created_by_id = $2 where hash = $1", ApiKeys.HashOf(key), by);
        return new(app.Client, key);
    }

    private static async Task<(int Person, int Key)> LetInAsync(ApiClient key) =>
        ((await key.PostAsync("/api/v1/invitations", new { email = $"{Guid.CreateVersion7():n}@n.example", name = "X", role = Roles.CustomerAdministrator })).Status,
            (await key.PostAsync("/api/v1/api-keys", new { name = "x", scopes = new[] { Permissions.DevicesRead } })).Status);
}
