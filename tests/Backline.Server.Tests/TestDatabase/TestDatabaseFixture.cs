using Backline.Server.Platform.Database;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>A migrated, empty database for one test class, without the app: `IClassFixture&lt;TestDatabaseFixture&gt;`.</summary>
public sealed class TestDatabaseFixture(TestPostgres postgres) : IAsyncLifetime
{
    public DatabaseLogins Logins { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Logins = await postgres.CreateDatabaseAsync();

    public async ValueTask DisposeAsync() => await postgres.DropDatabaseAsync(Logins);
}
