using System.Text;
using Backline.Domain.Common;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Platform.Identity;

/// <summary>How names and addresses are looked up: as Identity does, but for text that has no normal form, which is nobody's.</summary>
internal sealed class SignInNames : ILookupNormalizer
{
    public string? NormalizeEmail(string? email) => NormalizeName(email);

    public string? NormalizeName(string? name) => name?.Normalized(NormalizationForm.FormC).ToUpperInvariant();
}
