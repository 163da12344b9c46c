using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Devices;

/// <summary>The form of a device as it is posted: text as typed.</summary>
public sealed class DeviceFormInput
{
    public string? Account { get; set; }
    public string? Serial { get; set; }
    public string? Mac { get; set; }
    public string? Model { get; set; }
    public string? ModelName { get; set; }
    public string? Site { get; set; }
    public string? Name { get; set; }
    public string? Room { get; set; }
    public string? UsedBy { get; set; }
    public string? AssetTag { get; set; }
    public string? SoftwareVersion { get; set; }
    public string? TakeOver { get; set; }
    public string? Version { get; set; }

    public static DeviceFormInput Of(DeviceRow device) => new()
    {
        Serial = device.Serial, Mac = device.Mac is { } mac ? Backline.Domain.Devices.MacKey.Format(mac) : null, Model = device.ModelId?.ToString(), ModelName = device.ModelId is null ? device.Model : null,
        Site = device.SiteId?.ToString(), Name = device.Name, Room = device.Room, UsedBy = device.UsedBy, AssetTag = device.AssetTag, SoftwareVersion = device.SoftwareVersion,
        Version = device.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    public DeviceInput ToInput(Guid? account) => new()
    {
        AccountId = account, SiteId = Id(Site), ModelId = Id(Model), ModelName = ModelName, Serial = Serial, Mac = Mac, Name = Name, Room = Room, UsedBy = UsedBy, AssetTag = AssetTag,
        SoftwareVersion = SoftwareVersion, TakeOver = TakeOver == "true",
    };

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}

/// <summary>Saves the form; what was wrong comes back by field, with everything typed kept by the page.</summary>
public sealed class DeviceForm(IHttpContextAccessor accessor, Session session, DeviceOperations devices, ProblemTexts problems)
{
    /// <summary>By field name; "" for the form as a whole.</summary>
    public Dictionary<string, string> Errors { get; } = [];

    /// <summary>The device is in another account: the vendor may take it over.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>The id of the device, or null with <see cref="Errors"/>.</summary>
    /// <param name="id">Null for a new device.</param>
    public async Task<Guid?> SaveAsync(Guid? id, DeviceFormInput input, CancellationToken stop)
    {
        try
        {
            var saved = id is { } known
                ? (await devices.ChangeAsync(known, long.TryParse(input.Version, out var version) ? version : 0, input.ToInput(null), stop)).Id
                : Guid.Parse(await PostedOnce.DoAsync(accessor.HttpContext!, session, async () => (await devices.AddAsync(input.ToInput(await AccountAsync(input.Account, stop)), stop)).Id.ToString()));
            await session.SaveAsync(stop);
            return saved;
        }
        catch (InvalidInputException invalid)
        {
            foreach (var error in invalid.Errors) Errors.TryAdd(FieldOf(error.Pointer), problems[error.Code, error.Args]);
        }
        catch (RefusedException refused)
        {
            IsElsewhere = refused.Refusal.Code == "device.serial-elsewhere";
            Errors[refused.Refusal.Code.StartsWith("device.serial", StringComparison.Ordinal) ? "Serial" : refused.Refusal.Code == "device.mac-taken" ? "Mac" : ""] = problems.Of(refused.Refusal);
        }
        catch (Exception stale) when (stale is StaleVersionException or Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException)
        {
            Errors[""] = problems["changed-meanwhile"];
        }
        catch (Exception both) when (Problems.IsDoneMeanwhile(both))
        {
            Errors[""] = problems["done-meanwhile"];
        }
        await session.RollbackAsync();
        return null;
    }

    private async Task<Guid?> AccountAsync(string? number, CancellationToken stop)
    {
        if (session.Reader.AccountId is { } own) return own;
        if (string.IsNullOrWhiteSpace(number)) return null;
        var account = await session.ScalarAsync<Guid>("select account_id from account where number = $1", stop, number.Trim().ToUpperInvariant());
        return account == default ? throw new InvalidInputException(new InputError("/accountId", "device.account-unknown")) : account;
    }

    private static string FieldOf(string pointer) => pointer switch
    {
        "/accountId" => "Account",
        "/siteId" => "Site",
        "/modelId" => "Model",
        _ => char.ToUpperInvariant(pointer[1]) + pointer[2..],
    };
}
