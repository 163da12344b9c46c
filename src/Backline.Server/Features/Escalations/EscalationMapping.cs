using Backline.Domain.Escalations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Escalations;

internal sealed class EscalationMapping : IEntityTypeConfiguration<Escalation>
{
    /// <summary>Columns that stand beside what the rules read: for lists and pages.</summary>
    public const string AccountNumber = "account_number", AccountName = "account_name", CaseNumber = "case_number", Owner = "owner", RequestedBy = "requested_by";

    public void Configure(EntityTypeBuilder<Escalation> builder)
    {
        builder.ToTable("escalation");
        builder.HasKey(one => new { one.AccountId, one.Id });
        builder.Ignore(one => one.IsOpen);
        builder.Property<string>(AccountNumber).IsRequired();
        builder.Property<string>(AccountName).IsRequired();
        builder.Property<string?>(CaseNumber);
        builder.Property<string?>(Owner);
        builder.Property<string>(RequestedBy).IsRequired();
    }
}
