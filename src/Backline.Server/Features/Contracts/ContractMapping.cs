using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Contracts;

internal sealed class ContractMapping : IEntityTypeConfiguration<Contract>
{
    public void Configure(EntityTypeBuilder<Contract> builder)
    {
        builder.ToTable("contract");
        builder.HasKey(contract => new { contract.AccountId, contract.Id });
        builder.Property(contract => contract.Settings).HasConversion<JsonDocumentConverter<PlanSettings>>().HasColumnType("jsonb");
        builder.Ignore(contract => contract.Options).Ignore(contract => contract.Term);
        builder.Property<List<PlanOption>>("options").HasConversion(
            options => options.Select(option => option.Word()).ToArray(), words => words.Select(Words.Parse<PlanOption>).ToList(),
            new ValueComparer<List<PlanOption>>((one, two) => one!.SequenceEqual(two!), options => options.Count, options => options.ToList()));
        builder.OwnsMany(contract => contract.Categories, category =>
        {
            category.ToTable("contract_category");
            category.WithOwner().HasForeignKey(c => new { c.AccountId, c.ContractId });
            category.HasKey(c => new { c.AccountId, c.ContractId, c.Category });
            category.Property(c => c.AdvancePercent).HasColumnType("numeric(6,3)");
        });
        builder.Navigation(contract => contract.Categories).UsePropertyAccessMode(Microsoft.EntityFrameworkCore.PropertyAccessMode.Field);
    }
}
