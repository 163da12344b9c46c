using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Ui;

/// <summary>What has to be seen is in sight, and has a name.</summary>
public sealed class SightTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task What_is_wrong_with_a_form_below_a_list_is_where_the_page_opens()
    {
        await using var seed = new Seed(app.Logins.Owner);
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var answer = await browser.SubmitAsync("/price-lists", new() { ["_handler"] = "list", ["name"] = "" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Matches("role=\"alert\" tabindex=\"-1\" autofocus", answer.Html);
    }

    [Fact]
    public async Task A_device_without_a_model_name_waits_under_a_name_all_the_same()
    {
        await using var seed = new Seed(app.Logins.Owner);
        var account = await seed.AccountAsync("Nameless");
        await seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'unknown', '', 'NONAME1', 'NONAME1', 'by-hand', now(), now())", account);
        using var browser = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.Contains(">no model name</a>", await browser.PageAsync("/devices/models-waiting"), StringComparison.Ordinal);
    }
}
