global using Side = Backline.Domain.Accounts.Side;

namespace Backline.Server.Platform.Access;

/// <summary>The words for what people are; stored on the person and on the API key.</summary>
public static class Roles
{
    public const string CustomerAdministrator = "customer-administrator";
    public const string CustomerUser = "customer-user";
    public const string Partner = "partner";
    public const string SupportAgent = "support-agent";
    public const string SuccessManager = "success-manager";
    public const string Logistics = "logistics";
    public const string Technician = "technician";
    public const string TechnicalAccountManager = "technical-account-manager";
    public const string Specialist = "specialist";
    public const string ServiceManager = "service-manager";
    public const string ProgrammeAdministrator = "programme-administrator";

    public static IReadOnlyList<string> All { get; } =
    [
        CustomerAdministrator, CustomerUser, Partner, SupportAgent, SuccessManager, Logistics, Technician,
        TechnicalAccountManager, Specialist, ServiceManager, ProgrammeAdministrator,
    ];

    public static Side SideOf(string role) => role switch
    {
        CustomerAdministrator or CustomerUser => Side.Customer,
        Partner => Side.Partner,
        _ => Side.Vendor,
    };

    /// <summary>The role that looks after the people of its side; there is always one left of it.</summary>
    public static string AdministratorOf(Side side) => side switch
    {
        Side.Customer => CustomerAdministrator,
        Side.Partner => Partner,
        _ => ProgrammeAdministrator,
    };

    public static IEnumerable<string> Of(Side side) => All.Where(role => SideOf(role) == side);
}
