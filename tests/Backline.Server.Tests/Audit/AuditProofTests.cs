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
    public async Task Details_erased_by_an_act_are_counted_and_the_chain_still_holds()
    {
        var account = await ActsAsync(3);
        await DoAsync<AuditErasure>(erasure => erasure.EraseAsync(account, 2, "asked for on 2 March", Stop));

        var verdict = await VerifyAsync(account);

        Assert.Empty(verdict.Faults);
        Assert.Equal((4, 1), (verdict.Entries, verdict.Erased));
        await Assert.ThrowsAsync<NotFoundException>(() => DoAsync<AuditErasure>(erasure => erasure.EraseAsync(account, 2, "again", Stop)));
        await Assert.ThrowsAsync<NotFoundException>(() => DoAsync<AuditErasure>(erasure => erasure.EraseAsync(account, 4, "the erasure itself", Stop)));
    }

    [Fact]
    public async Task Details_removed_without_an_act_are_a_fault()
    {
        var account = await ActsAsync(3);
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("delete from audit_detail where account_id = $1 and sequence <> 1", account);

        Assert.Equal([(2, "details-missing"), (3, "details-missing")], (await VerifyAsync(account)).Faults.Select(fault => (fault.Sequence, fault.Problem)));
    }

    [Fact]
    public async Task An_entry_put_under_another_partner_is_a_fault()
    {
        var account = await ActsAsync(2);
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("update audit_entry set partner_id = $2 where account_id = $1 and sequence = 1", account, Guid.NewGuid());

        Assert.Equal([(1, "partner")], (await VerifyAsync(account)).Faults.Select(fault => (fault.Sequence, fault.Problem)));
    }

    [Theory]
    [InlineData(CutLast + "update audit_head set sequence = 2, hash = (select hash from audit_entry where account_id = $1 and sequence = 2) where account_id = $1", 3, "anchored")]
    [InlineData(CutAll + "delete from audit_head where account_id = $1", 3, "anchored")]
    [InlineData(CutAll + "update audit_head set sequence = 0 where account_id = $1", 3, "anchored")]
    public async Task What_is_cut_off_with_its_head_put_back_shows_by_the_anchor(string tampering, long sequence, string problem)
    {
        var account = await ActsAsync(3);
        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));
        await using var seed = new Seed(app.Logins.Owner);
        foreach (var statement in tampering.Split(';')) await seed.ExecuteAsync(statement, account);

        var verdict = await VerifyAsync(account);

        Assert.Equal((sequence, problem), (verdict.Faults[0].Sequence, verdict.Faults[0].Problem));
    }

    [Fact]
    public async Task An_account_without_a_chain_is_a_fault()
    {
        var account = await ActsAsync(0);

        Assert.Equal([(0, "no-chain")], (await VerifyAsync(account)).Faults.Select(fault => (fault.Sequence, fault.Problem)));
    }

    [Theory]
    [InlineData("delete from audit_anchor where account_id = $1", "anchor")]
    [InlineData("update audit_anchor set sequence = 2, hash = (select hash from audit_entry where account_id = $1 and sequence = 2) where account_id = $1", "anchor")]
    public async Task Anchors_are_held_by_the_chain_of_the_programme(string tampering, string problem)
    {
        var account = await ActsAsync(3);
        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));
        await using var seed = new Seed(app.Logins.Owner);
        var anchored = new AuditFault(Guid.Empty, await LastOfProgrammeAsync(seed), problem);
        Assert.DoesNotContain(anchored, (await VerifyAsync(null)).Faults);
        await seed.ExecuteAsync(tampering, account);

        Assert.Contains(anchored, (await VerifyAsync(null)).Faults);
    }

    [Fact]
    public async Task A_head_kept_outside_shows_that_the_chain_of_the_programme_was_written_anew()
    {
        await ActsAsync(1);
        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));
        var kept = (await VerifyAsync(null)).Head!;
        await ActsAsync(1);
        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));

        Assert.DoesNotContain((await VerifyAsync(null, kept)).Faults, fault => fault.Problem == "kept");
        Assert.Contains((await VerifyAsync(null, kept[..^1] + (kept[^1] == '0' ? '1' : '0'))).Faults, fault => fault.Problem == "kept");
        Assert.Contains((await VerifyAsync(null, "999999:" + kept.Split(':')[1])).Faults, fault => fault.Problem == "kept");
    }

    [Fact]
    public async Task Chains_that_did_not_grow_are_not_anchored_again()
    {
        await ActsAsync(1);
        await using var seed = new Seed(app.Logins.Owner);
        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));
        var entries = await LastOfProgrammeAsync(seed);

        await DoAsync<AuditAnchors>(anchors => anchors.SetAsync(Stop));

        Assert.Equal(entries, await LastOfProgrammeAsync(seed));
    }

    [Fact]
    public async Task The_application_cannot_remove_details()
    {
        await using var seed = new Seed(app.Logins.Owner);

        Assert.False(await seed.ScalarAsync<bool>("select has_table_privilege('backline_vendor', 'audit_detail', 'delete')"));
    }

    private const string CutLast = "delete from audit_detail where account_id = $1 and sequence = 3;delete from audit_entry where account_id = $1 and sequence = 3;";
    private const string CutAll = "delete from audit_detail where account_id = $1;delete from audit_entry where account_id = $1;";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<long> LastOfProgrammeAsync(Seed seed) => await seed.ScalarAsync<long>("select coalesce(max(sequence), 0) from audit_entry where account_id = $1", Guid.Empty);

    private async Task DoAsync<TService>(Func<TService, Task> act) where TService : notnull
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        await act(scope.ServiceProvider.GetRequiredService<TService>());
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(Stop);
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

    private async Task<AuditVerdict> VerifyAsync(Guid? account, string? kept = null)
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        return await scope.ServiceProvider.GetRequiredService<AuditVerification>().VerifyAsync(account, Stop, kept);
    }
}
