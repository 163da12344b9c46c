using Backline.Server.Platform.Access;
using Backline.Server.Platform.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Identity;

/// <summary>The app, with how often it compared a password.</summary>
public sealed class CountingApp(TestPostgres postgres) : AppFixture(postgres)
{
    private readonly Counting hasher = new();

    public int Compared => hasher.Compared;

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IPasswordHasher<Person>>(hasher);

    private sealed class Counting : PasswordHasher<Person>
    {
        public int Compared { get; private set; }

        public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            Compared++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}

/// <summary>Comparing passwords takes time, so who watches the clock learns whether one was compared.</summary>
public sealed class SignInWorkTests(CountingApp app) : IClassFixture<CountingApp>
{
    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    [InlineData("disabled")]
    [InlineData("paused")]
    [InlineData("about to be paused")]
    public async Task A_refused_sign_in_compares_one_password_whoever_it_was(string who)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var email = $"{Guid.CreateVersion7():n}@n.example";
        if (who != "unknown") await seed.PersonAsync(email, Roles.ProgrammeAdministrator);
        if (who == "disabled") await seed.ExecuteAsync("update person set disabled_at = now() where email = $1", email);
        if (who == "paused") await seed.ExecuteAsync("update person set lockout_end = now() + interval '5 minutes' where email = $1", email);
        if (who == "about to be paused") await seed.ExecuteAsync("update person set access_failed_count = 9 where email = $1", email);
        using var visitor = new Visitor(app.Address);
        var before = app.Compared;

        Assert.Equal(422, (await visitor.SignInAsync(email, "wrong wrong wrong")).Status);

        Assert.Equal(1, app.Compared - before);
    }
}
