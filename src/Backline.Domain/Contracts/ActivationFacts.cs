using Backline.Domain.Catalog;

namespace Backline.Domain.Contracts;

/// <summary>What decides outside a draft whether it may become active. What is left out speaks against nothing.</summary>
public sealed record ActivationFacts
{
    /// <summary>The account's eligible devices per category (EL-2); null where they are not known.</summary>
    public IReadOnlyDictionary<DeviceCategory, int>? Installed { get; init; }

    /// <summary>What the account's other account-wide contracts cover on the same days (EL-1).</summary>
    public IReadOnlyList<ContractedAlongside> Alongside { get; init; } = [];

    /// <summary>Devices it names because a quote for them was ordered (EL-3).</summary>
    public int Quoted { get; init; }

    /// <summary>What another contract names on the same days too; null where none does.</summary>
    public NamedAlongside? NamedAlongside { get; init; }

    /// <summary>Of the account's partner; null when it has none.</summary>
    public bool? Certified { get; init; } = true;
}

/// <summary>Devices two contracts would name on the same days, and each be paid for.</summary>
/// <param name="Number">Of the other contract.</param>
/// <param name="Serial">Of the first of them.</param>
/// <param name="Devices">How many there are.</param>
public sealed record NamedAlongside(string Number, string Serial, long Devices);
