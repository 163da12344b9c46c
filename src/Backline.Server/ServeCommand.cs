using System.CommandLine;
using Backline.Server.Demo;
using Backline.Server.Platform;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Backline.Server;

/// <summary>`backline serve`: database, migrations, web server, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const string DefaultUrls = "http://localhost:8480";

    public static Option<string> Urls { get; } = new("--urls")
    {
        Description = "Where to listen.", HelpName = "URLS", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrls,
    };

    private static Option<bool> WithDemo { get; } = new("--demo") { Description = "Load the demonstration programme once, and print where to sign in and as whom." };

    public static Command Create()
    {
        var command = new Command("serve", "Run Backline. Without a connection string in BACKLINE_DATABASE it runs a private PostgreSQL in the data folder.") { Urls, WithDemo };
        command.Check(result =>
        {
            // nothing is given where help is asked for
            if (result.GetValue(Urls) is { } urls && ListenAddresses.WhyNotListen(urls) is { } mistake) result.AddError(mistake);
        });
        command.SetAction(ServeAsync);
        return command;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken stop)
    {
        ListenAddresses.ThrowIfTaken(parsed.GetValue(Urls)!);
        await using var host = await CommandHost.OpenOrMakeAsync(parsed, stop);
        var demo = parsed.GetValue(WithDemo);
        if (demo) await LoadDemoAsync(parsed, host, stop);
        var app = BacklineApp.Build([$"--urls={parsed.GetValue(Urls)}"], host.Logins.App, builder =>
        {
            builder.Services.AddSingleton(host.Data);
            // the demonstration is complete: a number of those kept for stories, unless somebody entered their own
            if (demo && !Ui.Reach.Of(builder.Configuration).IsKnown) builder.Configuration.AddInMemoryCollection([new("Reach:Phone", "+44 20 7946 0123"), new("Reach:Mail", "support@backline.example")]);
            Quiet(builder.Logging.AddSimpleConsole(console => console.SingleLine = true));
        });
        await using (app)
        {
            await app.StartAsync(stop);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            if (demo) await SayWhoAsync(parsed, new(app.Services, host.Data, address), stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Backline listens on {address}");
            await app.WaitForShutdownAsync(stop);
        }

        return ExitCode.Done;
    }

    /// <summary>What is not for whoever looks at the screen: the daily business of the libraries, and of whom they did not let in.</summary>
    internal static ILoggingBuilder Quiet(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
        .AddFilter(typeof(ApiKeyAuthentication).FullName, LogLevel.Warning)
        // it warns of every node that is gone, also of one that was stopped as it should be
        .AddFilter("Quartz.Impl.AdoJobStore.LocalTransactionJobStore", LogLevel.Error);

    internal static DemoLoader Demo(ParseResult parsed, DatabaseLogins logins, DataFolder data) => new(logins.App, data, parsed.GetValue(Urls)!,
        () => parsed.InvocationConfiguration.Error.WriteLineAsync("Loading the demonstration programme; it takes about half a minute, once."));

    private static async Task LoadDemoAsync(ParseResult parsed, CommandHost host, CancellationToken stop)
    {
        if (await Demo(parsed, host.Logins, host.Data).LoadAsync(stop) is { } took) await parsed.InvocationConfiguration.Error.WriteLineAsync($"Loaded the demonstration programme in {took.TotalSeconds:0.0} s.");
    }

    private static async Task SayWhoAsync(ParseResult parsed, DemoSheet sheet, CancellationToken stop)
    {
        new CommandOutput(parsed).Show(await sheet.WriteAsync(stop));
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"Everybody's password: {DemoParties.Password}");
    }
}
