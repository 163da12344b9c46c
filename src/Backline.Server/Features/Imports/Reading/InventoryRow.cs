using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>What a row of the file came to.</summary>
/// <param name="Number">Of the device row; the first below the header is 1.</param>
/// <param name="Line">Of the file, or row of the sheet; the header is usually 1.</param>
public abstract record ReadRow(int Number, int Line);

/// <summary>A value that was left out, or a row that was: where, and why by a stable code (text and mend in ImportTexts).</summary>
/// <param name="Column">Header of the file; null when the whole row is meant.</param>
public sealed record CellProblem(string? Column, Refusal Reason);

/// <summary>A row with an identity. A value the file holds no proof for is null, never guessed; texts are as typed.</summary>
public sealed record InventoryRow(int Number, int Line) : ReadRow(Number, Line)
{
    /// <summary>As typed.</summary>
    public string? Serial { get; init; }

    /// <summary>See <see cref="Domain.Devices.SerialKey"/>.</summary>
    public string? SerialKey { get; init; }

    /// <summary>See <see cref="Domain.Devices.MacKey"/>.</summary>
    public string? MacKey { get; init; }

    public string? Model { get; init; }
    public string? Manufacturer { get; init; }
    public string? Name { get; init; }
    public string? Site { get; init; }
    public string? Room { get; init; }
    public string? User { get; init; }
    public string? SoftwareVersion { get; init; }
    public string? SoftwareBuild { get; init; }
    public string? HardwareRevision { get; init; }
    public string? Ip { get; init; }
    public string? Status { get; init; }

    /// <summary>What the status says about the connection; null when it says nothing.</summary>
    public bool? Online { get; init; }

    public DateTimeOffset? LastSeen { get; init; }
    public DateOnly? Registered { get; init; }
    public DateOnly? Shipped { get; init; }
    public string? ProductId { get; init; }
    public string? Tags { get; init; }
    public string? AssetTag { get; init; }
    public string? Notes { get; init; }

    /// <summary>Values left out of a row that is otherwise good.</summary>
    public IReadOnlyList<CellProblem> Problems { get; init; } = [];
}

/// <summary>A row that is not imported. Its keys, as far as they could be read, keep its device from counting as absent.</summary>
public sealed record RejectedRow(int Number, int Line, CellProblem Problem) : ReadRow(Number, Line)
{
    public string? SerialKey { get; init; }
    public string? MacKey { get; init; }
}

/// <summary>Rows of the file contradict each other about one device: none of them is imported until a person chooses.</summary>
/// <param name="Others">Numbers of the other rows, at most <see cref="InventorySurvey.OthersShown"/>.</param>
public sealed record ConflictRow(InventoryRow Row, CellProblem Problem, IReadOnlyList<int> Others) : ReadRow(Row.Number, Row.Line);
