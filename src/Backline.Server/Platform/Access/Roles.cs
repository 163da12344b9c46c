namespace Backline.Server.Platform.Access;

/// <summary>Which of the three parties a person belongs to.</summary>
public enum Side { Customer, Partner, Vendor }

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

    public static IEnumerable<string> Of(Side side) => All.Where(role => SideOf(role) == side);
}
