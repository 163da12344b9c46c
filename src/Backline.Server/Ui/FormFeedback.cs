using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Ui;

/// <summary>What is wrong with a posted form, by field; "" for the form as a whole. Fields are properties of a bound model: "/timeZone" is the field TimeZone.</summary>
public class FormFeedback(HttpContext http, Session session, ProblemTexts texts)
{
    private readonly Dictionary<string, string> errors = new(StringComparer.Ordinal);

    protected HttpContext Http => http;

    public IReadOnlyDictionary<string, string> Errors => errors;

    public string? this[string field] => errors.GetValueOrDefault(field);

    /// <summary>Runs what the form asks for and saves it. False: nothing was saved, the answer is a 422, and the page shows what was typed with what is wrong.</summary>
    public Task<bool> TryAsync(Func<Task> work, bool save = true) => session.AloneAsync(() => TriedAsync(work, save), http.RequestAborted);

    private async Task<bool> TriedAsync(Func<Task> work, bool save)
    {
        if (errors.Count == 0)
        {
            try
            {
                await work();
                if (errors.Count == 0)
                {
                    if (save) await session.SaveAsync(http.RequestAborted);
                    return true;
                }
            }
            catch (InvalidInputException e)
            {
                foreach (var error in e.Errors) Add(FieldOf(error.Pointer), error.Code, error.Args);
            }
            catch (RefusedException e)
            {
                errors[""] = texts.Of(e.Refusal);
            }
            catch (Exception e) when (e is StaleVersionException or DbUpdateConcurrencyException)
            {
                errors[""] = texts["changed-meanwhile"];
            }
            catch (Exception e) when (Problems.IsDoneMeanwhile(e))
            {
                errors[""] = texts["done-meanwhile"];
            }
        }
        await session.RollbackAsync();
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return false;
    }

    /// <summary>As TryAsync, for a form that creates (with Once.razor in it): sent twice, it is carried out once and both get the answer of the first. Null: nothing was saved.</summary>
    public async Task<string?> OnceAsync(Func<Task<string>> work)
    {
        var answer = "";
        return await TryAsync(async () => answer = await PostedOnce.DoAsync(http, session, work)) ? answer : null;
    }

    /// <summary>Looks at what was typed although some of it can't be read, so that every wrong field is named at once.</summary>
    public void Check(Action check)
    {
        try
        {
            check();
        }
        catch (InvalidInputException e)
        {
            foreach (var error in e.Errors) Add(FieldOf(error.Pointer), error.Code, error.Args);
        }
    }

    protected void Add(string field, string code, params object[] args) => errors.TryAdd(field, texts[code, args]);

    protected virtual string FieldOf(string pointer) => pointer.TrimStart('/') is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";
}
