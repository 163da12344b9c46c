using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Calendars;

/// <summary>Between the forms about calendars and what is done with them.</summary>
internal sealed class CalendarForms(CalendarOperations operations, PostedForm form, Flash flash, IStringLocalizer<CalendarTexts> texts)
{
    /// <returns>Where to go; null: nothing was done, and the form says why.</returns>
    public async Task<string?> ActAsync(string code, CancellationToken stop)
    {
        var act = form.Text("act") ?? "";
        Place(act);
        var done = act switch
        {
            "version" => await form.OnceAsync(() => AddAsync(code, stop)) is not null,
            "remove" => await form.TryAsync(() => operations.RemoveVersionAsync(code, form.Whole("remove.sequence") ?? 0, stop)),
            "delete" => await form.TryAsync(() => operations.RemoveAsync(code, stop)),
            _ => false,
        };
        if (!done) return null;
        flash.Ok(texts["done." + act]);
        return act == "delete" ? "/calendars" : $"/calendars/{code}";
    }

    public async Task<string?> CreateAsync(CancellationToken stop)
    {
        Place("create");
        var created = await form.OnceAsync(async () =>
        {
            var input = new CalendarInput(form.Text("create.code"), form.Text("create.name"), new(new DateOnly(2025, 1, 1), null, HolidayText.Read(form.Text("create.holidays"))));
            await operations.CreateAsync(input, stop);
            return input.Code!.Trim().ToUpperInvariant();
        });
        if (created is null) return null;
        flash.Ok(texts["done.create"]);
        return $"/calendars/{created}";
    }

    private async Task<string> AddAsync(string code, CancellationToken stop)
    {
        var week = Week();
        await operations.AddVersionAsync(code, new(form.Day("version.from"), week, HolidayText.Read(form.Text("version.holidays"))), stop);
        return code;
    }

    private WeekSaid Week()
    {
        try
        {
            return WeekSaid.Typed(day => form.Text("version.week." + day.Word()));
        }
        catch (InvalidInputException wrong)
        {
            throw wrong.Under("/week");
        }
    }

    // a line of the holidays is part of one field
    private void Place(string act) => form.Place = pointer =>
    {
        var field = pointer.Replace("version/", "", StringComparison.Ordinal).Replace('/', '.');
        return field.Length == 0 ? "" : field.StartsWith("holidays", StringComparison.Ordinal) ? $"{act}.holidays" : string.Create(CultureInfo.InvariantCulture, $"{act}.{field}");
    };
}
