using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Escalations;

/// <summary>What came of age while no node ran.</summary>
public sealed class EscalationOutageTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task After_an_outage_everybody_gets_one_mail()
    {
        await app.NobodyOnCallAsync();
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        for (var number = 0; number < 15; number++) await app.Customer.OpenAsync(new { subject = $"outage {number}", text = "y", severity = "p1" });
        await app.WorkAsync();
        await app.Seed.ExecuteAsync("delete from outbox_message where recipient = $1", mail);
        await app.NoAccountUpdateDueAsync();
        app.Pass(36 * 60);
        await app.WorkAsync();

        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail));
        Assert.Equal(15L, await app.Seed.ScalarAsync<long>("select count(*) from regexp_matches((select body_text from outbox_message where recipient = $1), 'outage \\d+', 'g')", mail));
        Assert.Contains("noticed late", await app.Seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_nodes_after_an_outage_write_to_everybody_once()
    {
        await app.NobodyOnCallAsync();
        await app.WorkAsync();
        var mails = Enumerable.Range(0, 3).Select(_ => $"{Guid.NewGuid():N}@vendor.example").ToList();
        foreach (var mail in mails) await app.Seed.PersonAsync(mail, Roles.ServiceManager);
        for (var number = 0; number < 9; number++) await app.Customer.OpenAsync(new { subject = $"three nodes {number}", text = "y", severity = "p1" });
        // that nobody has them was told before all nodes went down
        await app.WorkAsync();
        foreach (var mail in mails) await app.Seed.ExecuteAsync("delete from outbox_message where recipient = $1", mail);
        await app.NoAccountUpdateDueAsync();
        app.Pass(36 * 60);
        await Task.WhenAll(app.WorkAsync(), app.WorkAsync(), app.WorkAsync());
        await app.WorkAsync();

        foreach (var mail in mails) Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail));
        Assert.Equal(36L, await app.Seed.ScalarAsync<long>("select count(*) from escalation_call k join support_case c on c.id = k.case_id where c.subject like 'three nodes %'"));
        Assert.Equal(9L, await app.Seed.ScalarAsync<long>("select count(*) from escalation e join support_case c on c.id = e.case_id where c.subject like 'three nodes %' and e.level = 4"));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from escalation where kind = 'account' and account_id = $1 and state = 'active'", app.Nordhaven));
    }
}
