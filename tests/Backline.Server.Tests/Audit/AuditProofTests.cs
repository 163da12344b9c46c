using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Audit;

/// <summary>What a proof of the chain says after somebody reached past the product into the database.</summary>
public sealed class AuditProofTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task An_untouched_chain_holds()
    {
        var account = await ActsAsync(3);

        var verdict = await VerifyAsync(account);

        Assert.Empty(verdict.Faults);
        Assert.Equal((1, 3, 0), (verdict.Chains, verdict.Entries, verdict.Erased));
    }

    [Theory]
    [InlineData("update audit_entry set action = 'device.removed' where account_id = $1 and sequence = 2", 2, "entry-hash")]
    [InlineData("update audit_entry set at = at - interval '1 day' where account_id = $1 and sequence = 2", 2, "entry-hash")]
    [InlineData("update audit_detail set actor = 'Somebody Else' where account_id = $1 and sequence = 2", 2, "details-hash")]
    [InlineData("update audit_detail set after = '{\"units\":9}' where account_id = $1 and sequence = 1", 1, "details-hash")]
    [InlineData("with d as (delete from audit_detail where account_id = $1 and sequence = 2) delete from audit_entry where account_id = $1 and sequence = 2", 3, "gap")]
    [InlineData("with d as (delete from audit_detail where account_id = $1 and sequence = 3) delete from audit_entry where account_id = $1 and sequence = 3", 2, "head")]
    [InlineData("with d as (delete from audit_detail where account_id = $1), e as (delete from audit_entry where account_id = $1) select 1", 3, "head")]
    [InlineData("delete from audit_head where account_id = $1", 3, "head")]
    public async Task A_change_shows_with_its_place(string tampering, long sequence, string problem)
    {
        var account = await ActsAsync(3);
        await using var seed = new Seed(app.Logins.Owner);
        // the foreign key asks for details first: whoever owns the database can do without it
        await seed.ExecuteAsync("alter table audit_detail drop constraint if exists audit_detail_account_id_sequence_fkey");
        await seed.ExecuteAsync(tampering, account);

        var verdict = await VerifyAsync(account);

        Assert.Equal((sequence, problem), (verdict.Faults[0].Sequence, verdict.Faults[0].Problem));
    }

    [Fact]
    public async Task Erased_details_are_counted_and_the_chain_still_holds()
    {
        var account = await ActsAsync(3);
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("delete from audit_detail where account_id = $1 and sequence = 2", account);

        var verdict = await VerifyAsync(account);

        Assert.Empty(verdict.Faults);
        Assert.Equal(1, verdict.Erased);
    }

    private async Task<Guid> ActsAsync(int count)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var account = await seed.AccountAsync("Nordhaven");
        for (var i = 1; i <= count; i++)
        {
            await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            session.Audit(new(account, null, "device.changed", "device", Guid.CreateVersion7(), $"8L{i}", new { units = i }, new { units = i + 1 }));
            await session.SaveAsync(TestContext.Current.CancellationToken);
        }
        return account;
    }

    private async Task<AuditVerdict> VerifyAsync(Guid account)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        return await scope.ServiceProvider.GetRequiredService<AuditVerification>().VerifyAsync(account, TestContext.Current.CancellationToken);
    }
}
