using Microsoft.AspNetCore.Authorization;

namespace Backline.Server.Platform.Access;

internal static class Policies
{
    /// <summary>Signed in, with any role.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Signed in on the vendor's side.</summary>
    public const string Vendor = "vendor";

    public static AuthorizationBuilder AddPermissions(this AuthorizationBuilder builder)
    {
        builder.AddPolicy(SignedIn, policy => policy.RequireClaim(BacklineClaims.Role));
        builder.AddPolicy(Vendor, policy => policy.RequireAssertion(context => Reader.From(context.User)?.IsVendor == true));
        foreach (var permission in Permissions.All)
            builder.AddPolicy(permission, policy => policy.RequireAssertion(context => Reader.From(context.User)?.May(permission) == true));
        return builder;
    }

    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(permission);
}
