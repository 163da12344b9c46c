using System.Globalization;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Features.Imports;

public enum ImportState { Reading, NeedsMapping, Previewed, Refused, Importing, Confirmed, Undoing, Undone, Discarded }

/// <summary>Which devices the file would name if they were still there: the others of that scope are missing.</summary>
public enum ImportCovers { Nothing, Sites, Source, Account }

/// <summary>What a file comes to. <see cref="Seen"/> are unchanged devices whose last contact moved forward; they are written, not shown as changes.</summary>
public sealed record ImportCounts
{
    public long Rows { get; init; }
    public long New { get; init; }
    public long Changed { get; init; }
    public long Unchanged { get; init; }
    public long Missing { get; init; }
    public long Conflicts { get; init; }
    public long Rejected { get; init; }
    public long Warnings { get; init; }
    public long Seen { get; init; }

    /// <summary>Devices the import writes.</summary>
    public long Written => New + Changed + Missing;
}

/// <summary>What a person said about the file; stored and answered as JSON.</summary>
public sealed record ImportMapping
{
    public IReadOnlyList<MappedColumn>? Columns { get; init; }
    public DateOrder? DateOrder { get; init; }
    public string? Encoding { get; init; }
    public char? Separator { get; init; }
    public bool FirstRowIsDevice { get; init; }

    /// <summary>Rows that are true among several of the same device; the others are left out.</summary>
    public IReadOnlyList<int>? Keep { get; init; }

    /// <summary>Line of the file, or row of the sheet, the headers stand in; the first is 1.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>Name of the sheet of a workbook that has several with a table.</summary>
    public string? Sheet { get; init; }

    /// <summary>Sites of the account by the names the file has for them.</summary>
    public IReadOnlyDictionary<string, Guid>? Sites { get; init; }

    /// <summary>Nothing was said of what the columns and their values mean.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool SaysNoMeaning => this with { Sheet = null, HeaderRow = null, Keep = null, Sites = null } == new ImportMapping();

    public InventoryOptions Options(TimeZoneInfo zone) =>
        new() { Mapping = Columns, DateOrder = DateOrder, Encoding = Encoding, Separator = Separator, FirstRowIsDevice = FirstRowIsDevice, HeaderRow = HeaderRow, Sheet = Sheet, Keep = Keep?.ToHashSet() ?? [], Zone = zone };
}

/// <summary>A refusal as it is kept: numbers as numbers, so that its text can group them for whoever reads it; all else as text, without the NUL a database cannot hold.</summary>
public sealed record KeptRefusal(string Code, IReadOnlyList<JsonElement> Args)
{
    public static KeptRefusal Of(Refusal refusal) => new(refusal.Code, [.. refusal.Args.Select(Kept)]);

    public Refusal Refusal => new(Code, [.. Args.Select(Told)]);

    private static JsonElement Kept(object arg) => arg is int or long ? JsonSerializer.SerializeToElement(Convert.ToInt64(arg, CultureInfo.InvariantCulture))
        : JsonSerializer.SerializeToElement(Convert.ToString(arg, CultureInfo.InvariantCulture)?.Replace('\0', ' ') ?? "");

    private static object Told(JsonElement arg) => arg.ValueKind == JsonValueKind.Number ? arg.GetInt64() : arg.GetString() ?? "";
}

public sealed record ModelProposalFound(Guid ModelId, string Name, int Score);

/// <summary>A name no model has, and how many rows have it.</summary>
public sealed record UnknownModel(string Name, long Rows, IReadOnlyList<ModelProposalFound> Proposals);

/// <summary>A name that is written otherwise than in the catalogue and still certain: by its letters and digits, or by a confirmed alias.</summary>
public sealed record ReadModel(string Name, string Model, long Rows);

public sealed record SiteProposal(Guid SiteId, string Name);

/// <summary>A name no site of the account has, and sites it may mean.</summary>
public sealed record UnknownSite(string Name, long Rows)
{
    public IReadOnlyList<SiteProposal> Proposals { get; init; } = [];
}

/// <summary>What the preview found beside the rows. Lists are cut; the counts are whole.</summary>
public sealed record ImportFindings
{
    public string? Language { get; init; }
    public string? Encoding { get; init; }
    public string? Separator { get; init; }
    public IReadOnlyList<InventoryColumn> Columns { get; init; } = [];
    public IReadOnlyList<KeptRefusal> Questions { get; init; } = [];

    /// <summary>What was said of a file with the same headers, to be proposed: it is never taken over by itself.</summary>
    public ImportMapping? Remembered { get; init; }

    /// <summary>Number of the import it was said of.</summary>
    public string? RememberedFrom { get; init; }

    /// <summary>Sheets with a table, when the workbook has several.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];

    /// <summary>The sheet that was read, when others have something in them too.</summary>
    public string? Sheet { get; init; }

    public IReadOnlyList<string> SheetsNotRead { get; init; } = [];
    public IReadOnlyList<UnknownModel> Models { get; init; } = [];
    public long UnknownModels { get; init; }

    /// <summary>Devices with these names: not counted until somebody says what they are.</summary>
    public long WithUnknownModel { get; init; }

    public IReadOnlyList<ReadModel> ReadModels { get; init; } = [];
    public IReadOnlyList<UnknownSite> Sites { get; init; } = [];
    public long UnknownSites { get; init; }

    /// <summary>Line of the file, or row of the sheet, the headers were read from.</summary>
    public int HeaderRow { get; init; } = 1;

    /// <summary>How dates like 03/04/2026 were read; null when the file has none.</summary>
    public DateOrder? DateOrder { get; init; }

    /// <summary>Devices the file gives no model: neither counted nor covered until somebody does.</summary>
    public long WithoutModel { get; init; }

    /// <summary>New devices that go in at no site: the file names none, or one the account does not have.</summary>
    public long WithoutSite { get; init; }

    /// <summary>Those of them for which it names one.</summary>
    public long AtUnknownSite { get; init; }

    /// <summary>Known devices of the part the file covers.</summary>
    public long Covered { get; init; }

    /// <summary>What was shown, to be shown anew when it is no more what would be done.</summary>
    public string? Digest { get; init; }
}

/// <summary>An import as it is read for pages, the interface and the worker.</summary>
public sealed record Import(
    Guid AccountId, Guid? PartnerId, Guid Id, string Number, string AccountNumber, string AccountName, string Country, string TimeZone, Guid FileId, string FileName, byte[] Sha256, long Bytes,
    string? Format, string Source, ImportState State, KeptRefusal? Refusal, ImportMapping Mapping, ImportCovers Covers, bool CreateSites, ImportCounts Counts, ImportFindings Findings,
    string CreatedBy, DateTimeOffset CreatedAt, string? DecidedBy, Guid? DecidedById, DateTimeOffset? ConfirmedAt, DateTimeOffset? UndoneAt, long Version)
{
    /// <summary>New sites are offered up to this many: more are a wrong column.</summary>
    public const int MostNewSites = 1_000;

    public bool IsWorking => State is ImportState.Reading or ImportState.Importing or ImportState.Undoing;
    private bool HasNothing => Counts.Written + Counts.Seen == 0 && (Covers == ImportCovers.Nothing || Counts.Unchanged == 0);

    /// <summary>Every row is a device that is known just so: nothing to import, and nothing a person could decide. It settles by itself.</summary>
    public bool IsAllKnown => HasNothing && Counts is { Unchanged: > 0, Conflicts: 0, Rejected: 0 };

    /// <summary>So many devices become missing that the file is perhaps not what it was said to be.</summary>
    public bool MissesMany => Counts.Missing >= FewMissing && Counts.Missing * 10 > Findings.Covered;

    private const int FewMissing = 10;

    public bool OffersSites => Findings.UnknownSites is > 0 and <= MostNewSites;

    public Refusal? WhyNotConfirm() => State switch
    {
        // a whole inventory in which nothing changed says just that: it is the month's report (BL-8)
        ImportState.Previewed when HasNothing && Counts is { Unchanged: 0, Conflicts: 0, Rejected: > 0 and var rejected } => new("import.all-rejected", rejected),
        ImportState.Previewed when HasNothing && Counts is { Unchanged: 0, Conflicts: > 0 and var conflicts, Rejected: var others } => new("import.all-in-conflict", conflicts, others),
        ImportState.Previewed when HasNothing => new("import.nothing-to-import"),
        ImportState.Discarded when IsAllKnown => new("import.nothing-to-import"),
        ImportState.Previewed => null,
        ImportState.NeedsMapping => Refusal?.Refusal ?? new("import.not-previewed", Number),
        _ => new("import.not-previewed", Number),
    };

    public Refusal? WhyNotMap() => State is ImportState.NeedsMapping or ImportState.Previewed or ImportState.Refused ? null : new("import.decided", Number);

    public Refusal? WhyNotDiscard() => State is ImportState.NeedsMapping or ImportState.Previewed or ImportState.Refused ? null : new("import.decided", Number);
}
