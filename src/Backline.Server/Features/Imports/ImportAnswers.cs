using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Imports;

/// <param name="Mend">What to do about it; null when there is nothing to do.</param>
public sealed record ImportProblem(string Code, string Text, string? Mend);

/// <param name="NewSiteCount">How many names of sites the account does not have; the list may be cut.</param>
/// <param name="Sheets">Sheets of a workbook with a table, when it has several: the mapping says which is read.</param>
/// <param name="Sheet">The one that was read, when others have something in them too.</param>
/// <param name="Proposed">What was said of a file with the same headers; it is not used unless it is sent as the mapping.</param>
/// <param name="ProposedFrom">Number of the import it was said of.</param>
/// <param name="SiteCountry">Of the sites it creates: the account's, as the time zone.</param>
public sealed record ImportAnswer(
    Guid Id, string Number, string Account, string FileName, long Bytes, string Sha256, string? Format, string Source, ImportCovers Covers, ImportState State, ImportProblem? Problem, ImportCounts Counts,
    IReadOnlyList<ImportProblem> Questions, IReadOnlyList<string> Sheets, string? Sheet, IReadOnlyList<string> SheetsNotRead, IReadOnlyList<InventoryColumn> Columns, ImportMapping Mapping, ImportMapping? Proposed, string? ProposedFrom, IReadOnlyList<UnknownModel> UnknownModels, IReadOnlyList<ReadModel> ReadModels, IReadOnlyList<UnknownSite> NewSites, long NewSiteCount, bool CreateSites, string SiteCountry, string SiteTimeZone,
    string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? UndoneAt, long Version);

/// <param name="Model">As the catalogue names it, when it is known.</param>
/// <param name="ReportedModel">As the file names it, when the catalogue's name is another.</param>
/// <param name="ModelUnknown">The catalogue does not have it: the device is not counted until somebody says what it is.</param>
public sealed record ImportRowAnswer(int Row, int? Line, string Outcome, string? Column, string? Code, string? Text, string? Mend, string? Serial, string? Mac, string? Model, string? Name, string? Site,
    Guid? DeviceId, IReadOnlyDictionary<string, string?[]>? Changes, string? ReportedModel, bool ModelUnknown);

/// <summary>Imports in words: what is wrong with which row, and how to mend it.</summary>
public sealed class ImportAnswers(ProblemTexts texts)
{
    public ImportAnswer Of(Import import) => new(
        import.Id, import.Number, import.AccountNumber, import.FileName, import.Bytes, Convert.ToHexStringLower(import.Sha256), import.Format, import.Source, import.Covers, import.State,
        import.Refusal is { } refusal ? Of(refusal.Refusal) : null, import.Counts, [.. import.Findings.Questions.Select(question => Of(question.Refusal))], import.Findings.Sheets, import.Findings.Sheet, import.Findings.SheetsNotRead, import.Findings.Columns, import.Mapping, import.Findings.Remembered, import.Findings.RememberedFrom,
        import.Findings.Models, import.Findings.ReadModels, import.Findings.Sites, import.Findings.UnknownSites, import.CreateSites, import.Country, import.TimeZone, import.CreatedBy, import.CreatedAt, import.ConfirmedAt, import.UndoneAt, import.Version);

    public ImportRowAnswer Of(ImportRow row)
    {
        var problem = row.Code is null ? null : Of(new KeptRefusal(row.Code, row.Details.Args ?? []).Refusal);
        return new(row.Row, row.Details.Line, row.Outcome, row.Column, row.Code, problem?.Text, problem?.Mend, row.Details.Serial, row.Details.Mac, row.Details.Model, row.Details.Name, row.Details.Site,
            row.Details.DeviceId, row.Details.Changes, row.Details.Reported, row.Details.UnknownModel);
    }

    public ImportProblem Of(Refusal refusal)
    {
        var mend = texts[refusal.Code + ".mend", refusal.Args];
        return new(refusal.Code, TextOf(refusal), mend == refusal.Code + ".mend" ? null : mend);
    }

    // row 0 is that of the headers
    private string TextOf(Refusal refusal) =>
        refusal.Code is "import.too-many-columns" or "import.cell-too-long" or "import.unclosed-quote" or "import.stray-quote" && refusal.Args is [var row, ..] && Convert.ToString(row, CultureInfo.InvariantCulture) == "0"
            ? texts[refusal.Code + ".header", refusal.Args]
            : texts[refusal.Code, refusal.Code is "import.repeated-serial" or "import.shared-serial" or "import.repeated-mac" ? [.. refusal.Args, RowsIn(refusal.Args[1])] : refusal.Args];

    // numbers of other rows come as "17" or "17, 18"; how many they are asks for the words
    private static int RowsIn(object others) => others.ToString()!.Split(',').Length;
}
