using Backline.Domain.Cases;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>What the program says in a case to whoever asked, in all six languages.</summary>
public sealed class ToldTexts;

/// <summary>The program's words in a case, in the language of whoever asked.</summary>
internal sealed class ToldWords(CaseRecipientQueries recipients, IStringLocalizer<ToldTexts> texts)
{
    /// <summary>Which case goes on in another, for those who work on that.</summary>
    public string MergedHere(Case one) => texts["merged-here", one.Number, one.Subject];

    /// <summary>That a case is not escalated although they asked for it, and why.</summary>
    public async Task<string> DeclinedAsync(Guid id, string reason, CancellationToken stop)
    {
        using var _ = Spoken.InMail(await recipients.LanguageAsync(id, stop));
        return texts["declined", reason];
    }

    /// <summary>Where a case that is merged goes on.</summary>
    public async Task<string> MergedAsync(Guid id, Case into, CancellationToken stop)
    {
        using var _ = Spoken.InMail(await recipients.LanguageAsync(id, stop));
        return texts["merged", into.Number, into.Subject];
    }
}
