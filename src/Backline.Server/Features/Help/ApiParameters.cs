namespace Backline.Server.Features.Help;

/// <summary>What the parameters mean, by their name: it is the same everywhere.</summary>
internal static class ApiParameters
{
    private static readonly Dictionary<string, string> meanings = new(StringComparer.Ordinal)
    {
        ["account"] = "Master account ID, as MA-204817.",
        ["accountId"] = "The account, by its id or as MA-204817; in lists only of this one. For a customer always its own.",
        ["action"] = "Only this act, as contract.activated.",
        ["actor"] = "Only by this person or program, by name.",
        ["apiKeyId"] = "Id of the key.",
        ["category"] = "headset, video, voice, room-accessory, infrastructure, immersive-telepresence or vertical-solution.",
        ["certified"] = "Only partners that are certified, or only those that are not.",
        ["code"] = "Code of the plan.",
        ["counted"] = "no: only devices that do not count; end-of-support: of them those past support.",
        ["country"] = "Country, ISO 3166-1 alpha-2.",
        ["covers"] = "What the file covers: nothing, sites, source or account. Devices of that scope that are not in the file become missing.",
        ["cursor"] = "Where the list goes on: from the Link header or \"next\" of the page before.",
        ["deviceId"] = "Id of the device.",
        ["endsBefore"] = "Only contracts that end before this day.",
        ["fileName"] = "Name of the file, for the list of imports.",
        ["from"] = "Not before this moment.",
        ["id"] = "Id, a UUID.",
        ["invitationId"] = "Id of the invitation.",
        ["key"] = "The alias as it is compared: lower case, without spaces.",
        ["lifecycle"] = "active, end-of-sale or end-of-support.",
        ["limit"] = "How many at most.",
        ["modelId"] = "Id of the model.",
        ["month"] = "A month, as 2026-11.",
        ["outcome"] = "Only rows that came to this: new, changed, unchanged, conflict, rejected or warning.",
        ["partnerId"] = "Only accounts this partner fronts.",
        ["personId"] = "Id of the person.",
        ["plan"] = "Code of the plan.",
        ["presence"] = "missing, unseen or removed.",
        ["q"] = "Words to search for.",
        ["role"] = "Only people of this role.",
        ["siteId"] = "Only of this site; of devices also none, for those of one account that stand at no site.",
        ["sort"] = "What to sort by; with a minus before it, the other way round.",
        ["source"] = "Where the inventory comes from.",
        ["standing"] = "How the contract stands today, as active or expired.",
        ["state"] = "Only in this state.",
        ["subject"] = "Number or id of what was changed.",
        ["successManagerId"] = "Only accounts of this success manager.",
        ["to"] = "Before this moment.",
        ["vendor"] = "Maker of the model.",
    };

    /// <summary>Null for a name nobody described.</summary>
    public static string? Of(string name) => meanings.GetValueOrDefault(name);
}
