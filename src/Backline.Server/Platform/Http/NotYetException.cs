using Backline.Domain.Common;

namespace Backline.Server.Platform.Http;

/// <summary>What is asked for is being made: 409 with the code, and when to ask again.</summary>
public sealed class NotYetException(Refusal refusal) : Exception(refusal.Code)
{
    public const string AskAgainAfterSeconds = "5";

    public Refusal Refusal { get; } = refusal;
}
