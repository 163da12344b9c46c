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

    public static IReadOnlyList<string> All { get; } =
    [
        AccountsRead, AccountsManage, SitesManage, PartnersManage, PeopleManage, KeysManage, CatalogRead, CatalogManage, ContractsRead, ContractsManage,
        DevicesRead, DevicesManage, ImportsManage, CoverageCheck, BaselinesRead, BaselinesRun, QuotesDecide, AuditRead,
    ];

    /// <summary>Whoever has them can let people in, or programs: with a key they go no further than with whoever made it.</summary>
    public static IReadOnlyList<string> LettingIn { get; } = [PeopleManage, KeysManage];

    private static readonly string[] Reading = [AccountsRead, CatalogRead, ContractsRead, DevicesRead, CoverageCheck, BaselinesRead];

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByRole = new Dictionary<string, string[]>
    {
        [CustomerAdministrator] = [.. Reading, SitesManage, PeopleManage, KeysManage, DevicesManage, ImportsManage, QuotesDecide, AuditRead],
        [CustomerUser] = Reading,
        [Roles.Partner] = [.. Reading, SitesManage, PeopleManage, KeysManage, DevicesManage, ImportsManage, QuotesDecide, AuditRead],
        [SupportAgent] = [.. Reading, DevicesManage],
        [SuccessManager] = [.. Reading, AccountsManage, SitesManage, ContractsManage, DevicesManage, ImportsManage, BaselinesRun, AuditRead],
        [Logistics] = [AccountsRead, CatalogRead, DevicesRead, CoverageCheck],
        [Technician] = [AccountsRead, CatalogRead, DevicesRead, CoverageCheck],
        [TechnicalAccountManager] = [.. Reading, DevicesManage],
        [Specialist] = [.. Reading, DevicesManage],
        [ServiceManager] = [.. Reading, BaselinesRun, AuditRead],
        [ProgrammeAdministrator] = [.. All],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    /// <summary>An unknown role may nothing.</summary>
    public static IReadOnlySet<string> Of(string role) => ByRole.GetValueOrDefault(role, FrozenSet<string>.Empty);
}
