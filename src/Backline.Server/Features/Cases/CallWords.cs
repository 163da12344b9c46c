using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>The words of calls that are noted, in all six languages: they may be told to whoever asked.</summary>
public sealed class CallTexts;

/// <summary>What was said by phone, as it is noted: told, in the language of whoever asked; among those of the desk in that of whoever notes it.</summary>
internal sealed class CallWords(Session session, IStringLocalizer<CallTexts> texts)
{
    public async Task<string> OfAsync(Guid id, string? with, string said, bool told, CancellationToken stop)
    {
        using var _ = told ? Spoken.InMail(await LanguageAsync(id, stop)) : null;
        return with is null ? texts["somebody", said] : texts["with", with, said];
    }

    // the contact's, else that of whoever opened it
    private async Task<string> LanguageAsync(Guid id, CancellationToken stop) => await session.ScalarAsync<string>(
        """
        select coalesce(k.language, p.language, a.language) from support_case c join account a on a.account_id = c.account_id
        left join contact k on k.account_id = c.account_id and k.id = c.contact_id left join person p on p.id = c.opened_by_id where c.id = $1
        """, stop, id) ?? "en";
}
