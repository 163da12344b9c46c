using Backline.Domain.Common;

namespace Backline.Domain.CloudIncidents;

/// <summary>Approved partners are on the list that customers see (EC-1, PO-3).</summary>
public enum CloudPartnerApproval { Approved, Suspended, Ended }

/// <param name="NeedsAuthority">It asks for the customer's signed approval for the vendor to act (EC-3).</param>
/// <param name="PermitsFollowing">It lets the vendor work on the incident with it; else that stays with the customer or partner (EC-6).</param>
public sealed record CloudPartner(Guid Id, string Name, CloudPartnerApproval Approval, bool NeedsAuthority, bool PermitsFollowing);

/// <summary>Who may ask for an incident with a cloud partner: under partner-branded plans the partner (EC-2).</summary>
public enum CloudRequester { Customer, Partner }

/// <summary>What is known when an incident is to be requested.</summary>
/// <param name="Asked">Who asked; null: nobody yet.</param>
/// <param name="Fronted">A partner fronts the service.</param>
/// <param name="RunsAsSpecified">The partner's software runs as specified.</param>
public sealed record CloudQuestion(CloudPartner Partner, IReadOnlyList<CloudPaper> Papers, CloudRequester? Asked, bool Fronted, bool RunsAsSpecified, string Findings, DateOnly Today);

/// <summary>The conditions for an incident with a cloud partner (EC-1, EC-2, EC-3).</summary>
public static class CloudConditions
{
    /// <summary>Everything that is missing, each with a code of its own, in the order in which one would get it; empty: it can be requested.</summary>
    public static IReadOnlyList<Refusal> Missing(CloudQuestion question)
    {
        var (partner, missing) = (question.Partner, new List<Refusal>());
        if (partner.Approval != CloudPartnerApproval.Approved) missing.Add(new("cloud-incident.partner-not-approved", partner.Name));
        if (question.Asked is null) missing.Add(new(question.Fronted ? "cloud-incident.not-asked-by-partner" : "cloud-incident.not-asked", partner.Name));
        else if (question.Fronted && question.Asked != CloudRequester.Partner) missing.Add(new("cloud-incident.not-asked-by-partner", partner.Name));
        else if (!question.Fronted && question.Asked != CloudRequester.Customer) missing.Add(new("cloud-incident.not-asked", partner.Name));
        if (Lacks(question, CloudPaperKind.Agreement) is { } agreement) missing.Add(agreement);
        if (partner.NeedsAuthority && Lacks(question, CloudPaperKind.Authority) is { } authority) missing.Add(authority);
        if (!question.RunsAsSpecified) missing.Add(new("cloud-incident.not-as-specified", partner.Name));
        if (string.IsNullOrWhiteSpace(question.Findings)) missing.Add(new("cloud-incident.findings-missing"));
        return missing;
    }

    private static Refusal? Lacks(CloudQuestion question, CloudPaperKind kind)
    {
        var papers = question.Papers.Where(paper => paper.Kind == kind && paper.CloudPartnerId == question.Partner.Id).ToList();
        if (papers.Exists(paper => paper.Counts(question.Partner.Id, question.Today))) return null;
        if (papers.Find(paper => paper.Runs(question.Today)) is { } unsigned) return new($"cloud-incident.{kind.Word()}-no-scan", question.Partner.Name, unsigned.Reference);
        // one that has ended, or begins later, is told apart from none: its mend is another
        return papers.OrderBy(paper => paper.Until).LastOrDefault() switch
        {
            { Until: { } until } last when until < question.Today => new($"cloud-incident.{kind.Word()}-expired", question.Partner.Name, last.Reference, Figure.Of(until)),
            { } last => new($"cloud-incident.{kind.Word()}-not-yet", question.Partner.Name, last.Reference, Figure.Of(last.From)),
            null => new($"cloud-incident.{kind.Word()}-missing", question.Partner.Name),
        };
    }
}
