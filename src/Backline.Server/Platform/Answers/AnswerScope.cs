using Backline.Server.Platform.Access;

namespace Backline.Server.Platform.Answers;

/// <summary>Whose rows an answer is drawn from: readers of one scope get the same answer, and nobody else gets it.</summary>
/// <param name="PersonId">Whose own accounts they are, where only those are asked about.</param>
public sealed record AnswerScope(Side Side, Guid? AccountId, Guid? PartnerId, Guid? PersonId)
{
    /// <param name="account">The account that is asked about; a customer has but its own.</param>
    public static AnswerScope Of(Reader reader, Guid? account = null) =>
        new(reader.Side, reader.AccountId ?? account, reader.Side == Side.Partner ? reader.PartnerId : null, PersonId: null);
}
