using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases;

/// <summary>A customer of the vendor, one that a partner fronts under its brand, and everybody who works on their cases; with a clock to set.</summary>
public sealed class CaseApp(TestPostgres postgres) : AppFixture(postgres)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);

    public SetClock Clock { get; } = new();
    public Seed Seed { get; private set; } = null!;
    public Guid Nordhaven { get; private set; }
    public Guid Lucenti { get; private set; }
    public Guid Meridian { get; private set; }
    public Guid Site { get; private set; }
    public string SiteNumber { get; private set; } = "";
    public ApiClient Agent { get; private set; } = null!;
    public ApiClient Customer { get; private set; } = null!;
    public ApiClient Partner { get; private set; } = null!;
    public ApiClient OtherPartner { get; private set; } = null!;
    public ApiClient LucentiCustomer { get; private set; } = null!;

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

    protected override async ValueTask StartedAsync()
    {
        Clock.Now = Start;
        Seed = new(Logins.Owner);
        Meridian = await Seed.PartnerAsync("Meridian", brand: "Meridian Care");
        (Nordhaven, Lucenti) = (await Seed.AccountAsync("Nordhaven Group"), await Seed.AccountAsync("Officine Lucenti", Meridian, "IT", timeZone: "Europe/Rome"));
        Site = await Seed.SiteAsync(Nordhaven, "Hamburg");
        SiteNumber = (await Seed.ScalarAsync<string>("select number from site where id = $1", Site))!;
        await ContractAsync(Nordhaven, ShippedPlans.PolyPlusEnterprise, "video");
        await ContractAsync(Lucenti, ShippedPlans.PartnerBranded, "video");
        Agent = await ApiAsync(Roles.SupportAgent);
        Customer = await ApiAsync(Roles.CustomerUser, Nordhaven);
        Partner = await ApiAsync(Roles.Partner, partner: Meridian);
        OtherPartner = await ApiAsync(Roles.Partner, partner: await Seed.PartnerAsync("Other"));
        LucentiCustomer = await ApiAsync(Roles.CustomerUser, Lucenti);
    }

    public async Task<ApiClient> ApiAsync(string role, Guid? account = null, Guid? partner = null) => new(Client, await Seed.KeyAsync(role, account, partner));

    public async Task<Guid> ContractAsync(Guid account, string plan, params string[] categories)
    {
        var id = await Seed.ContractAsync(account, plan);
        await Seed.ExecuteAsync("update contract set starts_on = '2026-01-01', ends_on = '2026-12-31' where id = $1", id);
        foreach (var category in categories)
            await Seed.ExecuteAsync("insert into contract_category (account_id, partner_id, contract_id, category, counted, expected_additions, advance_percent, unit_price) select account_id, partner_id, $2, $3, 100, 0, 0, 24 from account where account_id = $1", account, id, category);
        return id;
    }

    /// <summary>The app's own worker has looked at every grave case that nobody has.</summary>
    public async Task UnownedSeenAsync()
    {
        for (var tries = 0; tries < 300 && await Seed.ScalarAsync<bool>("select exists (select from due_item where kind = 'case-unowned')"); tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    public void Pass(double minutes) => Clock.Now += TimeSpan.FromMinutes(minutes);

    public override async ValueTask DisposeAsync()
    {
        await Seed.DisposeAsync();
        await base.DisposeAsync();
    }
}

internal static class CaseCalls
{
    /// <summary>Opened by whoever asks, about their own.</summary>
    public static Task<ApiAnswer> OpenAsync(this ApiClient who, object? with = null) => who.PostAsync("/api/v1/cases", with ?? new { subject = "No sound in the boardroom", text = "Nobody hears us.", severity = "p2" });

    /// <summary>In the case's newest version.</summary>
    public static async Task<ApiAnswer> DoAsync(this ApiClient who, ApiAnswer one, string what, object? body = null, HttpMethod? method = null)
    {
        var path = $"/api/v1/cases/{one["id"].GetString()}";
        return await who.SendAsync(method ?? HttpMethod.Put, $"{path}/{what}", body, (await who.GetAsync(path)).Etag ?? "\"1\"");
    }

    public static Task<ApiAnswer> WriteAsync(this ApiClient who, ApiAnswer one, string text, string? visibility = null) => who.PostAsync($"/api/v1/cases/{one["id"].GetString()}/messages", new { text, visibility });
}
