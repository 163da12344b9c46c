using System.Data.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Backline.Server.Platform.Database;

internal static class DatabaseSetup
{
    /// <summary>One pool of connections in the login role, the session on it, and what is kept in the database for the platform itself.</summary>
    public static IServiceCollection AddBacklineDatabase(this IServiceCollection services, string connectionString)
    {
        var login = Patience.With(connectionString);
        // nothing is prepared by itself: a statement that fails while the driver prepares it would fail on that connection from then on (npgsql#6391)
        login.MaxAutoPrepare = 0;
        // roles, scopes and settings are local to their transactions, and no connection keeps anything else: seven statements at each return would undo nothing
        login.NoResetOnClose = true;
        services.AddSingleton(_ => NpgsqlDataSource.Create(login));
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddScoped<Session>();
        services.AddDbContext<Db>((provider, options) => options.UseNpgsql(provider.GetRequiredService<Session>().Connection).LeaveFailuresToTheCaller());
        services.AddDataProtection().SetApplicationName("backline");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new DataProtectionKeys(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    /// <summary>
    /// A statement that fails throws, and whoever catches that knows whether it is an answer (two did the same at once) or a fault, which is logged with its
    /// request. Entity Framework would call every one of them an error before anybody has looked.
    /// </summary>
    public static DbContextOptionsBuilder LeaveFailuresToTheCaller(this DbContextOptionsBuilder options) => options.ConfigureWarnings(warnings =>
        warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
}
