using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Contracts;

/// <summary>PO-2: whose brand stands on a customer's portal.</summary>
public class FrontingTests
{
    private static readonly DateOnly StartsOn = new(2026, 1, 1), EndsOn = new(2026, 12, 31);

    [Theory]
    [InlineData(true, ContractState.Active, "2025-12-31", false)]
    [InlineData(true, ContractState.Active, "2026-01-01", true)]
    [InlineData(true, ContractState.Active, "2026-12-31", true)]
    [InlineData(true, ContractState.Active, "2027-01-01", false)]
    [InlineData(true, ContractState.Draft, "2026-06-30", false)]
    [InlineData(true, ContractState.Ended, "2026-06-30", false)]
    [InlineData(true, ContractState.Cancelled, "2026-06-30", false)]
    [InlineData(false, ContractState.Active, "2026-06-30", false)]
    public void The_partners_brand_stands_while_a_branded_contract_is_in_force(bool brandable, ContractState state, string today, bool expected) =>
        Assert.Equal(expected, Fronting.IsBranded([new(brandable, state, StartsOn, EndsOn)], DateOnly.ParseExact(today, "yyyy-MM-dd")));

    [Fact]
    public void One_branded_contract_among_others_is_enough() =>
        Assert.True(Fronting.IsBranded([new(false, ContractState.Active, StartsOn, EndsOn), new(true, ContractState.Active, StartsOn, EndsOn)], StartsOn));

    [Fact]
    public void An_account_without_contracts_sees_the_vendors_own_name() => Assert.False(Fronting.IsBranded([], StartsOn));
}
