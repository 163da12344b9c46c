using System.CommandLine;
using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;

namespace Backline.Server.Features.Identity;

/// <summary>`backline people invite` lets the first person in; `backline api-key create` makes a key for a program.</summary>
internal static class IdentityCommands
{
    public static Command People()
    {
        var email = new Argument<string>("email") { Description = "Email address of whom to invite." };
        var name = new Option<string>("--name") { Description = "Their name.", Required = true };
        var role = new Option<string>("--role") { Description = $"One of {string.Join(", ", Roles.All)}.", DefaultValueFactory = _ => Roles.ProgrammeAdministrator };
        var organisation = new Option<string?>("--organisation") { Description = "Number of the account (MA-…) or partner (P-…) they belong to.", HelpName = "NUMBER" };
        var invite = new Command("invite", "Invite somebody and print the link where they choose their password.") { email, name, role, organisation };
        invite.SetAction((parsed, stop) => WorkAsync(parsed, async services =>
        {
            var invitations = services.GetRequiredService<InvitationOperations>();
            var (account, partner) = await invitations.OrganisationAsync(parsed.GetValue(organisation), stop);
            return await invitations.InviteAsync(new(parsed.GetValue(email), parsed.GetValue(name), parsed.GetValue(role), account, partner), stop);
        }, invited => new Text(invited.Link is { } link ? $"Open this within two weeks, as {invited.Invitation.Email}:\n{link}" : $"The invitation to {invited.Invitation.Email} is on its way."), stop));
        return new("people", "Who may sign in.") { invite };
    }

    public static Command ApiKey()
    {
        var name = new Argument<string>("name") { Description = "The program that will use the key." };
        var scope = new Option<string[]>("--scope") { Description = "A permission; again for more. Without it: everything its maker may.", HelpName = "PERMISSION" };
        var days = new Option<int?>("--days") { Description = $"Days until it expires, 1 to {KeyOperations.MostDays}; without it, never.", HelpName = "DAYS", CustomParser = CommonOptions.Reading("--days", $"a whole number from 1 to {KeyOperations.MostDays}", DaysOf) };
        var create = new Command("create", "Make an API key and print it, this only once.") { name, scope, days, ServerApi.Server, ServerApi.Key };
        create.SetAction(async (parsed, stop) =>
        {
            var expires = parsed.GetValue(days) is { } number ? TimeProvider.System.GetUtcNow().AddDays(number) : (DateTimeOffset?)null;
            var asked = new NewKey(parsed.GetValue(name), parsed.GetValue(scope) is { Length: > 0 } scopes ? scopes : null, expires);
            using var server = ServerApi.From(parsed);
            if (server is null) return await WorkAsync(parsed, services => services.GetRequiredService<KeyOperations>().MakeAsync(asked with { Scopes = asked.Scopes ?? Permissions.All }, stop), Readable, stop);
            if (asked.Scopes is null) asked = asked with { Scopes = [.. (await server.GetAsync<Me>("/api/v1/me", stop)).Permissions] };
            new CommandOutput(parsed).Answer(await server.PostAsync<NewKey, MadeKey>("/api/v1/api-keys", asked, stop), Readable);
            return ExitCode.Done;
        });
        return new("api-key", "Keys for programs.") { create };
    }

    private static int? DaysOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= KeyOperations.MostDays ? days : null;

    private static Text Readable(MadeKey made) => new(made.Secret);

    /// <summary>One unit of work of the programme on the data folder; a refusal or wrong input is said on standard error.</summary>
    private static async Task<int> WorkAsync<T>(ParseResult parsed, Func<IServiceProvider, Task<T>> work, Func<T, Text> readable, CancellationToken stop)
    {
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        await using var scope = host.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("the command line");
        var texts = host.Services.GetRequiredService<ProblemTexts>();
        try
        {
            var answer = await work(scope.ServiceProvider);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            new CommandOutput(parsed).Answer(answer, readable);
            return ExitCode.Done;
        }
        catch (RefusedException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(texts.Of(e.Refusal));
        }
        catch (InvalidInputException e)
        {
            foreach (var error in e.Errors) await parsed.InvocationConfiguration.Error.WriteLineAsync($"{error.Pointer.TrimStart('/')}: {texts[error.Code, error.Args]}");
        }
        return ExitCode.Failed;
    }
}
