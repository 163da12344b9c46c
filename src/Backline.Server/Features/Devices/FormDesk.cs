using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Devices;

/// <summary>Carries out one form and goes back to its page, with what was done or why not.</summary>
public sealed class FormDesk(Session session, Flash flash, ProblemTexts problems, IStringLocalizer<DeviceTexts> texts)
{
    public async Task<IResult> DoAsync(string? back, string done, Func<Task<int>> act, CancellationToken stop)
    {
        try
        {
            var devices = await act();
            await session.SaveAsync(stop);
            flash.Ok(texts[done, devices]);
        }
        catch (RefusedException refused)
        {
            flash.Bad(problems.Of(refused.Refusal));
        }
        catch (StaleVersionException)
        {
            flash.Bad(problems["changed-meanwhile"]);
        }
        catch (InvalidInputException invalid)
        {
            flash.Bad(string.Join(" ", invalid.Errors.Select(error => problems[error.Code, error.Args])));
        }
        return TypedResults.LocalRedirect(Web.Local(back));
    }

    /// <exception cref="InvalidInputException">Nothing was chosen.</exception>
    public static Guid Id(string? text, string pointer) => Guid.TryParse(text, out var id) ? id : throw new InvalidInputException(new InputError(pointer, "device.nothing-chosen"));
}
