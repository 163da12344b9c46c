using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

/// <summary>What a password has to be, whenever one is chosen.</summary>
internal static class Passwords
{
    public const int Shortest = 12;
    public const int Longest = 200;

    public static InputErrors Check(string? password) => new InputErrors()
        .Refuse(password is null || password.Length < Shortest, "/password", "person.password-short", Shortest)
        .Refuse(password?.Length > Longest, "/password", "input.too-long", Longest);
}
