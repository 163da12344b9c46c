using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

/// <summary>One pasted line and its answer; or why there is none.</summary>
public sealed record CoverageLine(string Asked, CoverageCheckAnswer? Answer, string? Problem);

/// <summary>Many questions at once, one per line, as a page pastes them.</summary>
internal sealed class CoverageSheet(CoverageChecks checks, CoverageHints hints, ProblemTexts texts)
{
    public const int MostLines = 500;

    /// <exception cref="InvalidInputException">More lines than <see cref="MostLines"/>.</exception>
    /// <param name="account">Whose the lines are that name nothing but a model: a master account ID, or a name.</param>
    public async Task<IReadOnlyList<CoverageLine>> CheckAsync(string pasted, string? service, DateTimeOffset? at, string? account, CancellationToken stop)
    {
        string[] lines = [.. pasted.Split(['\n', '\r', '\t', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
        new InputErrors().Refuse(lines.Length > MostLines, "q", "coverage.too-many-lines", MostLines, lines.Length).ThrowIfAny();
        var of = string.IsNullOrWhiteSpace(account) ? null : await AccountAsync(account.Trim(), stop);
        var answers = new List<CoverageLine>(lines.Length);
        foreach (var line in lines) answers.Add(await CheckLineAsync(line, service, at, of, stop));
        return answers;
    }

    private async Task<CoverageLine> CheckLineAsync(string line, string? service, DateTimeOffset? at, string? account, CancellationToken stop)
    {
        try
        {
            var asked = CoverageSearch.Guess(line, service, at);
            var answer = await checks.CheckAsync(asked, stop);
            if (answer.Device is null && answer.Category is null && asked is { AccountId: null, SiteId: null }) answer = await ByNameAsync(asked, line, stop) ?? answer;
            if (account is null && IsUnknownWord(line, asked, answer)) return new(line, null, await NothingKnownAsync(line, stop));
            // what is asked about is known, and only whose it is was missing
            if (account is not null && answer.LacksAccount) answer = await checks.CheckAsync(asked with { Serial = null, Mac = null, Model = line, AccountId = account }, stop);
            return new(line, answer, null);
        }
        catch (InvalidInputException e)
        {
            return new(line, null, texts[e.Errors[0].Code, e.Errors[0].Args]);
        }
        catch (NotFoundException)
        {
            return new(line, null, texts["coverage.no-such-account-or-site"]);
        }
    }

    // a word without a digit is no serial number: of one that means nothing here, nobody is told to bring it into the inventory
    private static bool IsUnknownWord(string line, CoverageRequest asked, CoverageCheckAnswer answer) =>
        !line.Any(char.IsAsciiDigit) && asked is { AccountId: null, SiteId: null } && answer is { Device: null, Category: null }
        && answer.Reasons[0].Code is "coverage.account-needed" or "coverage.model-unknown" or "coverage.device-unknown";

    private async Task<string> NothingKnownAsync(string line, CancellationToken stop) =>
        await hints.NearModelsAsync(line, stop) is { Count: > 0 } near ? texts["coverage.nothing-known-near", line, string.Join(", ", near)] : texts["coverage.nothing-known", line];

    // the list of a field offers number and name in one
    private async Task<string> AccountAsync(string typed, CancellationToken stop) =>
        typed.StartsWith("MA-", StringComparison.OrdinalIgnoreCase) ? typed.Split(' ')[0].ToUpperInvariant() : (await hints.NamedAsync(typed, stop))?.Account ?? typed;

    // what no inventory knows may be the name of a model, an account or a site
    private async Task<CoverageCheckAnswer?> ByNameAsync(CoverageRequest asked, string name, CancellationToken stop)
    {
        var nothing = asked with { Serial = null, Mac = null, Model = null };
        var byModel = asked.Model is null ? await checks.CheckAsync(nothing with { Model = name }, stop) : null;
        if (byModel?.Category is not null) return byModel;
        return await hints.NamedAsync(name, stop) is { } named ? await checks.CheckAsync(nothing with { AccountId = named.Account, SiteId = named.Site }, stop) : null;
    }
}
