namespace Backline.Domain.Accounts;

public enum Side { Vendor, Partner, Customer }

/// <summary>Who somebody is in the programme. The words are those of <c>Words</c>: "customer-administrator".</summary>
public enum Role
{
    CustomerAdministrator, CustomerUser, Partner, SupportAgent, SuccessManager, Logistics, Technician,
    TechnicalAccountManager, Specialist, ServiceManager, ProgrammeAdministrator,
}

public static class Roles
{
    public static Side Side(this Role role) => role switch
    {
        Role.CustomerAdministrator or Role.CustomerUser => Accounts.Side.Customer,
        Role.Partner => Accounts.Side.Partner,
        _ => Accounts.Side.Vendor,
    };
}
