using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Jobs;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Quotes;

/// <summary>A mail about a quote is read on its own, by people who serve many customers.</summary>
public sealed class QuoteMailTests(Programme programme) : IClassFixture<Programme>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_of_a_quote_names_customer_category_and_month_and_leads_to_it()
    {
        var partner = await programme.Seed.PartnerAsync("Meridian Workplace");
        var (account, quote) = await QuotedAsync(partner);

        await SaysAsync(account, quote, "sales@meridian.example", "found 30 devices", "March 2026");
    }

    [Fact]
    public async Task A_mail_of_its_end_names_them_too()
    {
        var (account, quote) = await QuotedAsync(null);
        var manager = $"{Guid.NewGuid():N}@vendor.example";
        await programme.Seed.PersonAsync(manager, Roles.SuccessManager);
        await programme.Seed.ExecuteAsync("update account set success_manager_id = (select id from person where email = $2) where account_id = $1", account, manager);
        var client = new ApiClient(programme.Client, await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.Equal(200, (await client.PutAsync($"/api/v1/quotes/{quote}/refusal", new { reason = "Too dear." }, "\"1\"")).Status);
        await programme.InScopeAsync(async (services, session) =>
        {
            await services.GetServices<IDueHandler>().Single(handler => handler.Kind == RefusedQuoteMail.Kind).HandleAsync(new(Guid.Empty, RefusedQuoteMail.Kind, account, quote, 0), Stop);
            await session.SaveAsync(Stop);
            return 0;
        });

        await SaysAsync(account, quote, manager, "was refused", "“Too dear.”");
    }

    private async Task<(Guid Account, Guid Quote)> QuotedAsync(Guid? partner)
    {
        var account = await programme.Seed.AccountAsync("Kroll & Sons", partner);
        if (partner is not null) await programme.Seed.PersonAsync("sales@meridian.example", Roles.Partner, partnerId: partner);
        await programme.YearAsync(account, partner: partner);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        return (account, await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account));
    }

    private async Task SaysAsync(Guid account, Guid quote, string recipient, params string[] said)
    {
        var named = await programme.Seed.ScalarAsync<string>("select name || ' (' || number || '), Video' from account where account_id = $1", account);
        var mail = await programme.Seed.ScalarAsync<string>("select subject || E'\\n' || body_text from outbox_message where account_id = $1 and recipient = $2", account, recipient);

        Assert.StartsWith(named!, mail, StringComparison.Ordinal);
        Assert.Equal(2, mail!.Split(named!).Length - 1);
        Assert.Contains($"{programme.Address}quotes/{quote}", mail, StringComparison.Ordinal);
        foreach (var text in said) Assert.Contains(text, mail, StringComparison.Ordinal);
    }
}
