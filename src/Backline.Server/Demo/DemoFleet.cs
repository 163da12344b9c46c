using System.Globalization;

namespace Backline.Server.Demo;

/// <param name="Joined">Index of the month it first appears in.</param>
/// <param name="MissingSince">Index of the first month whose inventory lacks it.</param>
/// <param name="RemovedIn">Index of the month a person takes it out in.</param>
internal sealed record DemoDevice(
    string Category, string Model, string Serial, string? Mac, DemoSite Site, string Room, string User, string Software, int Joined,
    int? MissingSince = null, int? RemovedIn = null, bool Unseen = false)
{
    public string Name => User.Length > 0 ? $"{User} – {Model}" : $"{Room} – {Model}";

    public bool IsListedIn(int month) => Joined <= month && (MissingSince is null || month < MissingSince) && (RemovedIn is null || month < RemovedIn);
}

/// <summary>Every device an account has in its year, the same ones whenever they are asked for.</summary>
internal sealed class DemoFleet
{
    private readonly DemoAccount account;
    private readonly List<DemoDevice> devices = [];
    private readonly DemoDice dice;

    public DemoFleet(DemoAccount account)
    {
        this.account = account;
        dice = new(account.Key);
        foreach (var part in account.Fleet) Fill(part);
        Mark(account.Missing?.Category, account.Missing?.Devices, device => device with { MissingSince = account.Missing!.Since });
        Mark(account.Unseen?.Category, account.Unseen?.Devices, device => device with { Unseen = true });
    }

    public IReadOnlyList<DemoDevice> Devices => devices;

    public IEnumerable<DemoDevice> ListedIn(int month) => devices.Where(device => device.IsListedIn(month));

    // those taken out are replaced, so that the counts come out as told
    private void Fill(DemoFleetPart part)
    {
        var leave = account.Removed is { } removed && removed.Category == part.Category && !part.Unsupported ? removed : null;
        var present = 0;
        for (var month = 0; month <= account.Last; month++)
        {
            if (month == leave?.Month) present -= leave.Devices;
            for (; present < part.Counts[month]; present++) devices.Add(Make(part, month, month == 0 && present < (leave?.Devices ?? 0) ? leave!.Month : null));
        }
    }

    private DemoDevice Make(DemoFleetPart part, int month, int? removedIn)
    {
        var model = Weighted(part.Models.Keys, part.Models.Values);
        var site = account.Sites[Weighted(account.Sites.Select(site => site.Share))];
        var mac = part.Category == "headset" ? null : "64167f" + dice.Hex(6);
        var isPersonal = part.Category is "headset" || (part.Category is "voice" && !model.StartsWith("Trio", StringComparison.Ordinal));
        return new(part.Category, model, Serial(part.Category, mac), mac, site,
            isPersonal ? "" : $"{dice.Of(account.Rooms)} {dice.Next(9) + 1}.{dice.Next(40) + 1:00}",
            isPersonal ? User() : "", Software(part.Category), month, RemovedIn: removedIn);
    }

    private string User()
    {
        var (first, last) = (dice.Of(account.Users.First), dice.Of(account.Users.Last));
        return account.Language is "vi" or "ko" ? account.Language == "ko" ? last + first : $"{last} {first}" : $"{first} {last}";
    }

    // as the makers write them: phones carry their MAC, video systems a coded number, headsets that of their USB chip
    private string Serial(string category, string? mac) => category switch
    {
        "headset" => dice.Hex(32).ToUpperInvariant(),
        "voice" => mac!.ToUpperInvariant(),
        _ => $"8L{20 + dice.Next(6)}{dice.Next(52) + 1:00}{dice.Hex(6).ToUpperInvariant()}DV",
    };

    private string Software(string category) => category switch
    {
        "headset" => $"2.{dice.Next(4) + 15}",
        "voice" => $"8.{dice.Next(3) + 1}.{dice.Next(2)}.{1300 + dice.Next(60)}",
        _ => $"4.{dice.Next(3) + 2}.{dice.Next(3)}-40{dice.Next(9)}037",
    };

    private void Mark(string? category, int? count, Func<DemoDevice, DemoDevice> mark)
    {
        if (category is null) return;
        var left = count ?? 0;
        for (var i = 11; i < devices.Count && left > 0; i += 7)
        {
            if (devices[i] is not { Joined: 0, MissingSince: null, RemovedIn: null } device || device.Category != category) continue;
            devices[i] = mark(device);
            left--;
        }
    }

    private string Weighted(IEnumerable<string> names, IEnumerable<int> weights) => names.ElementAt(Weighted(weights));

    private int Weighted(IEnumerable<int> weights)
    {
        var all = weights.ToArray();
        var at = dice.Next(all.Sum());
        var index = 0;
        while (at >= all[index]) at -= all[index++];
        return index;
    }
}

/// <summary>Numbers that look thrown and are the same every time (SplitMix64).</summary>
internal sealed class DemoDice(string seed)
{
    private ulong state = seed.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);

    public int Next(int below) => (int)(Draw() % (ulong)below);

    public T Of<T>(IReadOnlyList<T> things) => things[Next(things.Count)];

    public string Hex(int digits) => string.Concat(Enumerable.Range(0, (digits + 15) / 16).Select(_ => Draw().ToString("x16", CultureInfo.InvariantCulture)))[..digits];

    private ulong Draw()
    {
        var z = state += 0x9e3779b97f4a7c15UL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
