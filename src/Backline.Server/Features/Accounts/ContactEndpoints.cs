using System.ComponentModel.DataAnnotations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

internal static class ContactEndpoints
{
    public static void MapContactEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/contacts").WithTags("Contacts").RequirePermission(Permissions.AccountsRead);
        read.MapGet("", ListAsync).Lists<ContactRow>().WithSummary("Contacts, by name.");
        read.MapGet("/{id:guid}", GetAsync).Answers<ContactRow>().Versioned().WithSummary("One contact.");
        var manage = api.MapGroup("/contacts").WithTags("Contacts").RequirePermission(Permissions.SitesManage);
        manage.MapPost("", CreateAsync).Creates<ContactRow>().Versioned().Idempotent().WithSummary("Add a contact of an account or of one of its sites.");
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<ContactRow>().NeedsVersion().WithSummary("Change a contact.");
        manage.MapDelete("/{id:guid}", RemoveAsync).AnswersNothing().NeedsVersion().WithSummary("Remove a contact.");
    }

    /// <param name="AccountId">Whose contact it is; a customer's own account when left out.</param>
    public sealed record NewContact(
        Guid? AccountId = null, [property: Required] string? Name = null, string? Job = null, string? Email = null, string? Phone = null, string? Language = null, Guid? SiteId = null)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public ContactInput Input => new(Name, Job, Email, Phone, Language, SiteId);
    }

    private static async Task<IResult> ListAsync(Guid? accountId, Guid? siteId, string? cursor, int? limit, ContactQueries contacts, HttpContext http, CancellationToken stop) =>
        http.Answer(await contacts.ListAsync(accountId, siteId, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, ContactQueries contacts, HttpContext http, CancellationToken stop) => TypedResults.Ok(http.Versioned(await contacts.GetAsync(id, stop)));

    private static async Task<IResult> CreateAsync(NewContact contact, ContactOperations operations, ContactQueries contacts, Session session, HttpContext http, CancellationToken stop)
    {
        var account = contact.AccountId ?? session.Reader.AccountId ?? throw new InvalidInputException(new InputError("/accountId", "input.required"));
        var id = await operations.CreateAsync(account, contact.Input, stop);
        var created = await contacts.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/contacts/{id}", http.Versioned(created));
    }

    private static async Task<IResult> ChangeAsync(Guid id, ContactInput input, ContactOperations operations, ContactQueries contacts, Session session, HttpContext http, CancellationToken stop)
    {
        var now = await contacts.GetAsync(id, stop);
        http.RequireVersion(now.Version);
        await operations.ChangeAsync(id, now.Version, input, stop);
        var changed = await contacts.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(http.Versioned(changed));
    }

    private static async Task<IResult> RemoveAsync(Guid id, ContactOperations operations, ContactQueries contacts, Session session, HttpContext http, CancellationToken stop)
    {
        var now = await contacts.GetAsync(id, stop);
        http.RequireVersion(now.Version);
        await operations.RemoveAsync(id, now.Version, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static ContactRow Versioned(this HttpContext http, ContactRow contact)
    {
        http.SetEtag(contact.Version);
        return contact;
    }
}
