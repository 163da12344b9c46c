using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Contracts;

/// <summary>Contracts from draft to end: term, categories, options, devices named, renewal.</summary>
public static class ContractsFeature
{
    public static IServiceCollection AddContracts(this IServiceCollection services)
    {
        services.AddScoped<ContractOperations>().AddScoped<ContractRenewals>().AddScoped<ContractDevices>().AddScoped<ContractForm>().AddScoped<ContractPrices>();
        services.AddScoped<ContractQueries>().AddScoped<ContractHistory>().AddScoped<ContractChecks>();
        services.AddNavItem(new("contracts", "/contracts", "contract", 30, reader => reader.May(Permissions.ContractsRead)));
        return services.AddProblemTexts<ContractTexts>();
    }

    public static void MapContracts(this RouteGroupBuilder api)
    {
        api.MapContractEndpoints();
    }
}

/// <summary>The words of contracts.</summary>
public sealed class ContractTexts;
