using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Features.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>The list as a page is asked for it.</summary>
/// <param name="View">A tab: active (the usual one), mine, unassigned, waiting, resolved, closed, all.</param>
/// <param name="Account">Id, number or words of the name.</param>
internal sealed record CaseListQuestion(string? View = null, string? Q = null, string? Severity = null, string? Desk = null, string? Account = null, Guid? Site = null, string? Sort = null);

/// <summary>Between the words of a page's address and the filter of the list.</summary>
internal sealed class CaseList(AccountQueries accounts, Session session)
{
    private static readonly string[] ofDesk = ["active", "mine", "unassigned", "waiting", "resolved", "closed", "all"];
    private static readonly string[] ofCustomer = ["active", "mine", "waiting", "resolved", "closed", "all"];

    private bool OfDesk => session.Reader.Side != Side.Customer && session.Reader.May(Permissions.CasesWork);

    public IReadOnlyList<string> Views => OfDesk ? ofDesk : ofCustomer;

    /// <summary>Whoever looks for something looks everywhere, unless it was said where.</summary>
    public static string ViewOf(CaseListQuestion question) => Given(question.View) ?? (Given(question.Q) is null ? "active" : "all");

    /// <exception cref="InvalidInputException">There is no such view.</exception>
    public async Task<CaseFilter> FilterAsync(CaseListQuestion question, CancellationToken stop)
    {
        new InputErrors().Word(Given(question.View), "view", ofDesk).ThrowIfAny();
        var view = ViewOf(question);
        return new(
            view switch { "all" => null, "mine" or "unassigned" => "active", _ => view }, Given(question.Severity), Given(question.Desk), await AccountAsync(Given(question.Account), stop), question.Site,
            view switch { "mine" when session.Reader.Side != Side.Customer => "me", "unassigned" => "none", _ => null }, OpenedBy: view == "mine" && session.Reader.Side == Side.Customer ? "me" : null, Q: Given(question.Q), Sort: Given(question.Sort) ?? SortOf(view));
    }

    // whoever works at the desk finds the list in the order of its queue
    private string? SortOf(string view) => view is "resolved" or "closed" or "all" ? "newest" : OfDesk ? "due" : null;

    /// <summary>Nobody's: an account that is not there has no cases.</summary>
    public async Task<Guid?> AccountAsync(string? typed, CancellationToken stop) =>
        typed is null ? null : Guid.TryParse(typed, out var id) ? id : (await accounts.NamesAsync(typed, 1, stop)).FirstOrDefault()?.Id ?? Guid.Empty;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
