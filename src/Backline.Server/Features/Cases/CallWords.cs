using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>The words of calls that are noted, in all six languages: they may be told to whoever asked.</summary>
public sealed class CallTexts;

/// <summary>What was said by phone, as it is noted: told, in the language of whoever asked; among those of the desk in that of whoever notes it.</summary>
internal sealed class CallWords(CaseRecipientQueries recipients, IStringLocalizer<CallTexts> texts)
{
    public async Task<string> OfAsync(Guid id, string? with, string said, bool told, CancellationToken stop)
    {
        using var _ = told ? Spoken.InMail(await recipients.LanguageAsync(id, stop)) : null;
        return with is null ? texts["somebody", said] : texts["with", with, said];
    }
}
