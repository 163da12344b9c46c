using System.Text.Json.Serialization;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

internal static class AccountEndpoints
{
    public static void MapAccountEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/accounts").WithTags("Accounts").RequirePermission(Permissions.AccountsRead);
        read.MapGet("", ListAsync).Lists<AccountRow>().WithSummary("Accounts, by name.");
        read.MapGet("/{id:guid}", GetAsync).Answers<AccountRow>().Versioned().WithSummary("One account.");
        var manage = api.MapGroup("/accounts").WithTags("Accounts").RequirePermission(Permissions.AccountsManage);
        manage.MapPost("", CreateAsync).Creates<AccountRow>().Versioned().Idempotent().WithSummary("Add an account; it gets its master account ID.");
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<AccountRow>().NeedsVersion().WithSummary("Change the facts of an account.");
        manage.MapPut("/{id:guid}/partner", MoveAsync).Answers<AccountRow>().NeedsVersion().WithSummary("Another partner fronts the account, or none.");
        manage.MapPut("/{id:guid}/success-manager", AssignAsync).Answers<AccountRow>().NeedsVersion().WithSummary("Name the success manager, or nobody.");
    }

    /// <param name="PartnerId">Null: none, the account buys direct.</param>
    public sealed record PartnerChoice([property: JsonRequired] Guid? PartnerId);

    /// <param name="PersonId">Null: nobody.</param>
    public sealed record ManagerAssignment([property: JsonRequired] Guid? PersonId);

    private static async Task<IResult> ListAsync([AsParameters] AccountFilter filter, string? cursor, int? limit, AccountQueries accounts, HttpContext http, CancellationToken stop) =>
        http.Answer(await accounts.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, AccountQueries accounts, HttpContext http, CancellationToken stop) =>
        TypedResults.Ok(http.Versioned(await accounts.GetAsync(id, stop)));

    private static async Task<IResult> CreateAsync(AccountInput input, AccountOperations operations, AccountQueries accounts, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await operations.CreateAsync(input, stop);
        var created = await accounts.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/accounts/{id}", http.Versioned(created));
    }

    private static Task<IResult> ChangeAsync(Guid id, AccountInput input, AccountOperations operations, AccountQueries accounts, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.ChangeAsync(id, version, input, stop), accounts, session, http, stop);

    private static Task<IResult> MoveAsync(Guid id, PartnerChoice choice, AccountOperations operations, AccountQueries accounts, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.MoveToPartnerAsync(id, version, choice.PartnerId, stop), accounts, session, http, stop);

    private static Task<IResult> AssignAsync(Guid id, ManagerAssignment assignment, AccountOperations operations, AccountQueries accounts, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.AssignSuccessManagerAsync(id, version, assignment.PersonId, stop), accounts, session, http, stop);

    private static async Task<IResult> ActAsync(Guid id, Func<long, Task> act, AccountQueries accounts, Session session, HttpContext http, CancellationToken stop)
    {
        var now = await accounts.GetAsync(id, stop);
        http.RequireVersion(now.Version);
        await act(now.Version);
        var changed = await accounts.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(http.Versioned(changed));
    }

    private static AccountRow Versioned(this HttpContext http, AccountRow account)
    {
        http.SetEtag(account.Version);
        return account;
    }
}
