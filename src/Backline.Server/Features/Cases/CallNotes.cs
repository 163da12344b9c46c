using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>What a person said by phone, as a message of the case.</summary>
internal sealed class CallNotes(CaseRecipientQueries recipients, IStringLocalizer<ToldTexts> texts)
{
    /// <summary>With whom, and what was said: told, in the language of whoever asked; among those of the desk in that of whoever notes it.</summary>
    public async Task<string> OfAsync(Guid id, string? with, string said, bool told, CancellationToken stop)
    {
        using var _ = told ? Spoken.InMail(await recipients.LanguageAsync(id, stop)) : null;
        return with is null ? texts["call.somebody", said] : texts["call.with", with, said];
    }
}
