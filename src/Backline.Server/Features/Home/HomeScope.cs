using Backline.Server.Platform.Access;
using Backline.Server.Platform.Answers;

namespace Backline.Server.Features.Home;

/// <summary>Whose things a home page is about: an account, a partner's accounts, a success manager's accounts, or the programme.</summary>
internal sealed class HomeScope(CurrentReader current)
{
    private Reader Reader => current.Required;

    public bool IsAccount => Reader.Side == Side.Customer;
    public bool IsPartner => Reader.Side == Side.Partner;
    public bool IsManager => Reader.Role == Roles.SuccessManager;
    public bool IsProgramme => Reader.IsVendor && !IsManager;

    /// <summary>The first parameter of every statement that uses <see cref="On"/>.</summary>
    public Guid Key => (IsAccount ? Reader.AccountId : IsPartner ? Reader.PartnerId : IsManager ? Reader.PersonId : null) ?? Guid.Empty;

    public AnswerScope Answers => AnswerScope.Of(Reader) with { PersonId = IsManager ? Reader.PersonId : null };

    /// <summary>The condition on a table that has account_id and partner_id; row security says the same again.</summary>
    public string On(string table) =>
        IsAccount ? $"{table}.account_id = $1"
        : IsPartner ? $"{table}.partner_id = $1"
        : IsManager ? $"{table}.account_id in (select mine.account_id from account mine where mine.success_manager_id = $1)"
        : "$1::uuid is not null";
}
