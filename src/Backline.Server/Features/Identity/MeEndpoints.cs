using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

/// <summary>What the caller is and may do.</summary>
internal sealed record Me(Guid? Id, string Name, string Role, Side Side, Guid? AccountId, Guid? PartnerId, string TimeZone, IEnumerable<string> Permissions);

internal static class MeEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/me", (CurrentReader reader) => ReadMe(reader.Required)).RequireAuthorization(Policies.SignedIn).WithTags("Me").WithSummary("Who the caller is, and what it may do.");

    private static Me ReadMe(Reader reader) => new(reader.PersonId, reader.Name, reader.Role, reader.Side, reader.AccountId, reader.PartnerId, reader.TimeZone, reader.Permissions.Order(StringComparer.Ordinal));
}
