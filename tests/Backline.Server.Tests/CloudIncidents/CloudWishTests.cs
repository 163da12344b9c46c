using Backline.Server.Features.Cases;
using Backline.Server.Features.CloudIncidents;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>A customer's wish for an incident with a cloud partner reaches somebody (EC-2).</summary>
public sealed class CloudWishTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Whoever_works_on_the_case_is_told_once_and_looks_after_it()
    {
        var (worker, manager) = (await MailAsync(Roles.SupportAgent), await MailAsync(Roles.ServiceManager));
        var one = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(one, "assignment", new { personId = worker.Id });

        var asked = await app.ConsiderAsync(one, app.Customer, "Zoom", findings: null);
        await TellAsync();
        await TellAsync();

        Assert.Equal((1L, 0L), (await MailsAsync(worker.Mail, one), await MailsAsync(manager.Mail, one)));
        Assert.Equal(worker.Id, (await app.Agent.AgainAsync(asked))["ownerId"].GetGuid());
    }

    [Fact]
    public async Task Nobody_works_on_it_then_those_who_answer_for_the_service_and_those_on_duty_are_told()
    {
        var (manager, duty, idle) = (await MailAsync(Roles.ServiceManager), await MailAsync(Roles.SupportAgent), await MailAsync(Roles.SupportAgent));
        await app.Seed.ExecuteAsync("insert into desk_duty (id, person_id, duty, on_call) values ($1, $2, 'duty-manager', true)", Guid.NewGuid(), duty.Id);
        var one = await app.Customer.OpenAsync();
        var considered = await app.ConsiderAsync(one);
        await TellAsync();
        Assert.Equal(0L, await MailsAsync(duty.Mail, one));

        await app.Customer.ActAsync(considered, "asking");
        await TellAsync();

        Assert.Equal((1L, 1L, 0L), (await MailsAsync(manager.Mail, one), await MailsAsync(duty.Mail, one), await MailsAsync(idle.Mail, one)));
    }

    private async Task<(Guid Id, string Mail)> MailAsync(string role)
    {
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        return (await app.Seed.PersonAsync(mail, role), mail);
    }

    private Task<long> MailsAsync(string mail, ApiAnswer one) =>
        app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1 and body_text like '%incident with a cloud partner%' and body_text like '%' || $2 || '%'", mail, one["number"].GetString()!);

    private async Task TellAsync()
    {
        while (await WishAsync())
        {
            // until nobody asked
        }
        app.Pass(60 * 24);
        // alarms of a day are due as well, and nobody here sounds them: mails wait for them a minute
        for (var waited = 0; waited < 3; waited++, app.Pass(0.5))
        {
            while (await NoticeAsync())
            {
                // until everybody was told
            }
        }
    }

    private Task<bool> WishAsync() => InAsync(services => services.GetRequiredService<CloudNotices>().TellNextWishAsync(TestContext.Current.CancellationToken));

    private Task<bool> NoticeAsync() => InAsync(services => services.GetRequiredService<CaseNoticeOperations>().TellNextAsync(TestContext.Current.CancellationToken));

    private async Task<bool> InAsync(Func<IServiceProvider, Task<bool>> work)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        if (!await work(scope.ServiceProvider)) return false;
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        return true;
    }
}
