using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Cases;

internal sealed class CaseMapping : IEntityTypeConfiguration<Case>
{
    /// <summary>Columns that stand beside what the rules read: for lists and pages.</summary>
    public const string AccountNumber = "account_number", AccountName = "account_name", Coverage = "coverage", Contract = "contract_id", Contact = "contact", Serial = "serial", Assignee = "assignee", OpenedBy = "opened_by", OpenedById = "opened_by_id", NextAt = "next_at", AlarmAt = "alarm_at";

    public void Configure(EntityTypeBuilder<Case> builder)
    {
        builder.ToTable("support_case");
        builder.HasKey(one => new { one.AccountId, one.Id });
        builder.Ignore(one => one.Waits).Ignore(one => one.News).Ignore(one => one.IsBehindPartner);
        builder.Property(one => one.Terms).HasConversion<JsonDocumentConverter<ClockTerms>>().HasColumnType("jsonb");
        builder.Property<List<CaseWait>>("waits").HasColumnType("jsonb").HasConversion(
            waits => JsonSerializer.Serialize(waits, BacklineJson.Options), json => JsonSerializer.Deserialize<List<CaseWait>>(json, BacklineJson.Options)!,
            new ValueComparer<List<CaseWait>>((one, two) => one!.SequenceEqual(two!), waits => waits.Count, waits => waits.ToList()));
        builder.Property<string>(AccountNumber).IsRequired();
        builder.Property<string>(AccountName).IsRequired();
        builder.Property<string>(Coverage).HasColumnType("jsonb").IsRequired();
        builder.Property<Guid?>(Contract);
        builder.Property<string?>(Contact);
        builder.Property<string?>(Serial);
        builder.Property<string?>(Assignee);
        builder.Property<string>(OpenedBy).IsRequired();
        builder.Property<Guid?>(OpenedById);
        builder.Property<DateTimeOffset>(NextAt);
        builder.Property<DateTimeOffset>(AlarmAt);
    }
}
