using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Devices;

/// <summary>The inventory: lists, pages of devices, changes by hand, names that wait for a model.</summary>
internal static class DevicesFeature
{
    public static IServiceCollection AddDevices(this IServiceCollection services) =>
        services.AddScoped<DeviceQueries>().AddScoped<DeviceSearches>().AddScoped<DeviceDetails>().AddScoped<DeviceOperations>().AddScoped<DeviceBulkOperations>().AddScoped<DeviceEvents>()
            .AddScoped<WaitingModels>().AddScoped<DeviceListView>().AddScoped<FleetMemory>().AddScoped<DeviceForm>().AddScoped<FormDesk>().AddProblemTexts<DeviceTexts>()
            .AddNavItem(new("devices", "/devices", "devices", 10, reader => reader.May(Permissions.DevicesRead)));

    public static void MapDevices(this RouteGroupBuilder api) => api.MapDeviceResources();
}
