namespace Backline.Server.Tests.Imports;

/// <summary>No import brings devices to a site that is closed.</summary>
public class ImportClosedSiteTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private const string AtQuay = Customer.Header + "QUAY000001,,CCX 500,One,Quay,,\n";

    private static Task<long> AtClosedSitesAsync(Customer customer) =>
        customer.DevicesAsync("site_id in (select id from site where closed_at is not null)");

    private static Task CloseAsync(Customer customer, Guid site) => customer.Seed.ExecuteAsync("update site set closed_at = now(), version = version + 1 where id = $1", site);

    [Fact]
    public async Task A_file_that_names_a_closed_site_brings_its_devices_without_a_site()
    {
        var customer = await programme.CustomerAsync();
        await CloseAsync(customer, await customer.Seed.SiteAsync(customer.Account, "Quay"));

        await customer.ImportAsync(AtQuay);

        Assert.Equal((1L, 0L), (await customer.DevicesAsync(), await AtClosedSitesAsync(customer)));
    }

    [Fact]
    public async Task A_site_closed_after_the_preview_gets_no_device()
    {
        var customer = await programme.CustomerAsync();
        var site = await customer.Seed.SiteAsync(customer.Account, "Quay");
        var import = await customer.UploadAsync(AtQuay);
        await CloseAsync(customer, site);

        using var answer = await customer.PutAsync(import, "confirmation", new { });

        var after = await customer.SettledAsync(import.GetProperty("id").GetGuid());
        Assert.Equal("previewed", after.GetProperty("state").GetString());
        Assert.Equal(0L, await customer.DevicesAsync());
    }

    [Fact]
    public async Task A_device_an_import_moved_away_does_not_come_back_to_a_site_closed_since()
    {
        var customer = await programme.CustomerAsync();
        var site = await customer.Seed.SiteAsync(customer.Account, "Quay");
        await customer.Seed.SiteAsync(customer.Account, "Harbour");
        await customer.ImportAsync(AtQuay);
        var moved = await customer.ImportAsync(AtQuay.Replace("Quay", "Harbour", StringComparison.Ordinal));
        await CloseAsync(customer, site);

        using var answer = await customer.PutAsync(moved, "undo", new { });

        var after = await customer.SettledAsync(moved.GetProperty("id").GetGuid());
        Assert.Equal("undone", after.GetProperty("state").GetString());
        Assert.Equal((1L, 0L), (await customer.DevicesAsync("site_id is null"), await AtClosedSitesAsync(customer)));
    }
}
