namespace Backline.Server.Features.Identity;

/// <summary>Names IdentityTexts.resx: signing in, people, invitations, keys.</summary>
public sealed class IdentityTexts;
