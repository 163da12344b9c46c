using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Features.Accounts;

/// <param name="SiteId">Where to reach this person; null: for the whole account.</param>
public sealed record ContactInput(string? Name, string? Job = null, string? Email = null, string? Phone = null, string? Language = null, Guid? SiteId = null)
{
    /// <exception cref="InvalidInputException"/>
    public ContactInput Checked()
    {
        var tidy = new ContactInput(Name?.Trim(), Job?.Trim() ?? "", Email?.Trim() ?? "", Phone?.Trim() ?? "", string.IsNullOrEmpty(Language) ? "en" : Language, SiteId);
        new InputErrors().Text(tidy.Name, "/name", 120).OptionalText(tidy.Job, "/job", 120).Email(tidy.Email, "/email").OptionalText(tidy.Phone, "/phone", 60).Language(tidy.Language, "/language")
            .Refuse(tidy.Email == "" && tidy.Phone == "", "/email", "contact.unreachable").ThrowIfAny();
        return tidy;
    }
}
