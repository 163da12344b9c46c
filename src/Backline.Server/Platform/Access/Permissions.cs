using System.Collections.Frozen;
using static Backline.Server.Platform.Access.Roles;

namespace Backline.Server.Platform.Access;

/// <summary>What a role may do. A permission is also the name of the policy on a route and a scope of an API key.</summary>
public static class Permissions
{
    public const string AccountsRead = "accounts.read";
    public const string AccountsManage = "accounts.manage";
    public const string SitesManage = "sites.manage";
    public const string PartnersManage = "partners.manage";
    public const string PeopleManage = "people.manage";
    public const string KeysManage = "keys.manage";
    public const string CatalogRead = "catalog.read";
    public const string CatalogManage = "catalog.manage";
    public const string ContractsRead = "contracts.read";
    public const string ContractsManage = "contracts.manage";
    public const string DevicesRead = "devices.read";
    public const string DevicesManage = "devices.manage";
    public const string ImportsManage = "imports.manage";
    public const string CoverageCheck = "coverage.check";
    public const string BaselinesRead = "baselines.read";
    public const string BaselinesRun = "baselines.run";
    public const string QuotesDecide = "quotes.decide";
    public const string AuditRead = "audit.read";
    public const string CasesRead = "cases.read";

    /// <summary>Opens cases and writes to them as whoever asks.</summary>
    public const string CasesOpen = "cases.open";

    /// <summary>Works on the cases of one's own desk (PO-2).</summary>
    public const string CasesWork = "cases.work";
    public const string CalendarsManage = "calendars.manage";

    /// <summary>Keeps the list of cloud partners up to date (EC-1).</summary>
    public const string CloudPartnersManage = "cloud-partners.manage";

    /// <summary>Signs for an account that the vendor acts for it with a cloud partner, and takes that back (EC-3).</summary>
    public const string ApprovalsSign = "approvals.sign";

    /// <summary>Decides about escalations of one's own desk, and who is called when.</summary>
    public const string EscalationsManage = "escalations.manage";

    /// <summary>Writes and publishes articles; everybody who reads cases reads them.</summary>
    public const string ArticlesManage = "articles.manage";

    /// <summary>Hands in mails that came to a desk: for the program that reads its mailbox.</summary>
    public const string MailReceive = "mail.receive";

    /// <summary>Reads mails that wait or went: the vendor's, and a partner those of its own desk.</summary>
    public const string OutboxRead = "outbox.read";

    public static IReadOnlyList<string> All { get; } =
    [
        AccountsRead, AccountsManage, SitesManage, PartnersManage, PeopleManage, KeysManage, CatalogRead, CatalogManage, ContractsRead, ContractsManage,
        DevicesRead, DevicesManage, ImportsManage, CoverageCheck, BaselinesRead, BaselinesRun, QuotesDecide, AuditRead, CasesRead, CasesOpen, CasesWork, CalendarsManage, CloudPartnersManage, ApprovalsSign, ArticlesManage, EscalationsManage, MailReceive,
        OutboxRead,
    ];

    /// <summary>Whoever has them can let people in, or programs (a mail may hold a link that does): with a key they go no further than with whoever made it.</summary>
    public static IReadOnlyList<string> LettingIn { get; } = [PeopleManage, KeysManage, OutboxRead];

    private static readonly string[] Reading = [AccountsRead, CatalogRead, ContractsRead, DevicesRead, CoverageCheck, BaselinesRead, CasesRead, CasesOpen];

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByRole = new Dictionary<string, string[]>
    {
        [CustomerAdministrator] = [.. Reading, SitesManage, PeopleManage, KeysManage, DevicesManage, ImportsManage, QuotesDecide, AuditRead, ApprovalsSign],
        [CustomerUser] = Reading,
        [Roles.Partner] = [.. Reading, SitesManage, PeopleManage, KeysManage, DevicesManage, ImportsManage, QuotesDecide, AuditRead, CasesWork, ApprovalsSign, EscalationsManage, MailReceive, OutboxRead],
        [SupportAgent] = [.. Reading, DevicesManage, CasesWork, ApprovalsSign, ArticlesManage],
        [SuccessManager] = [.. Reading, AccountsManage, SitesManage, ContractsManage, DevicesManage, ImportsManage, BaselinesRun, AuditRead, ApprovalsSign],
        [Logistics] = [AccountsRead, CatalogRead, DevicesRead, CoverageCheck, CasesRead],
        [Technician] = [AccountsRead, CatalogRead, DevicesRead, CoverageCheck, CasesRead],
        [TechnicalAccountManager] = [.. Reading, DevicesManage, CasesWork, ApprovalsSign, ArticlesManage],
        [Specialist] = [.. Reading, DevicesManage, CasesWork, ApprovalsSign, ArticlesManage],
        [ServiceManager] = [.. Reading, BaselinesRun, AuditRead, CasesWork, ApprovalsSign, ArticlesManage, CalendarsManage, CloudPartnersManage, EscalationsManage, MailReceive],
        [ProgrammeAdministrator] = [.. All],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    /// <summary>An unknown role may nothing.</summary>
    public static IReadOnlySet<string> Of(string role) => ByRole.GetValueOrDefault(role, FrozenSet<string>.Empty);
}
