using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Ui;

/// <summary>What is wrong with a posted form, by field; "" for the form as a whole.</summary>
public sealed class FormFeedback(HttpContext http, Session session, ProblemTexts texts)
{
    private readonly Dictionary<string, string> errors = [];

    public IReadOnlyDictionary<string, string> Errors => errors;

    public string? this[string field] => errors.GetValueOrDefault(field);

    /// <summary>Runs what the form asks for and saves. False: nothing was saved, the answer is a 422, and the page shows what was typed with what is wrong.</summary>
    public async Task<bool> SaveAsync(Func<Task> work)
    {
        try
        {
            await work();
            await session.SaveAsync(http.RequestAborted);
            return true;
        }
        catch (InvalidInputException e)
        {
            foreach (var error in e.Errors) errors.TryAdd(FieldOf(error.Pointer), texts[error.Code, error.Args]);
        }
        catch (RefusedException e)
        {
            errors[""] = texts.Of(e.Refusal);
        }
        catch (StaleVersionException)
        {
            errors[""] = texts["changed-meanwhile"];
        }
        await session.RollbackAsync();
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return false;
    }

    // "/timeZone" is the field TimeZone
    private static string FieldOf(string pointer) => pointer.TrimStart('/') is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";
}
