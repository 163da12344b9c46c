using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

/// <summary>What is wrong with a form, by field; "" for the form as a whole.</summary>
internal sealed class FormFaults(HttpContext http, ProblemTexts texts) : Dictionary<string, string>
{
    /// <summary>Runs what the form asks for. Refused, it stays false, the answer is a 422 and the page shows the faults beside what was typed.</summary>
    public async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (InvalidInputException e)
        {
            foreach (var error in e.Errors) TryAdd(FieldOf(error.Pointer), texts[error.Code, error.Args]);
        }
        catch (RefusedException e)
        {
            this[""] = texts.Of(e.Refusal);
        }
        catch (StaleVersionException)
        {
            this[""] = texts["changed-meanwhile"];
        }
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return false;
    }

    public string? Of(string field) => TryGetValue(field, out var text) ? text : null;

    /// <summary>"/timeZone" is the field TimeZone.</summary>
    private static string FieldOf(string pointer) => pointer.TrimStart('/') is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";
}
