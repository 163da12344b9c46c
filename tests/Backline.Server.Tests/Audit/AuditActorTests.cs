using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Audit;

/// <summary>The audit by who did it.</summary>
public sealed class AuditActorTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData("halvorsen", "Sigrid Halvorsen")]
    [InlineData("HALV sig", "Sigrid Halvorsen")]
    [InlineData("nightly", "Nightly inventory")]
    [InlineData("inventory", null)]
    [InlineData("nobody", null)]
    [InlineData("%", null)]
    public async Task A_person_is_found_by_any_word_of_the_name_and_a_key_by_the_beginning(string typed, string? found)
    {
        var partner = await seed.PartnerAsync("Actors Partner");
        var account = await seed.AccountAsync("Acted On Ltd", partner);
        var person = await seed.PersonAsync($"{Guid.NewGuid():N}@example.com", Roles.Partner, partnerId: partner, name: "Sigrid Halvorsen");
        foreach (var actor in (string[])["Sigrid Halvorsen", "Nightly inventory"]) await app.ActAsync(account, partner, actor, new { name = "a" }, new { name = "b" });
        await seed.ExecuteAsync("update audit_detail set actor_id = $1 where account_id = $2 and actor = 'Sigrid Halvorsen'", person, account);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/audit-entries?accountId={account}&actor={Uri.EscapeDataString(typed)}");
        request.Headers.Authorization = new("Bearer", await seed.KeyAsync(Roles.Partner, partnerId: partner));
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(found is null ? [] : [found], page.RootElement.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("actor").GetString()));
    }
}
