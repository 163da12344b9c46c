using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Platform.Identity;

/// <summary>Codes of authenticator apps, each taken once: the framework takes one as often as it comes while its time lasts. Source: RFC 6238, 5.2.</summary>
internal sealed class OneTimeCodes(IdentityDb db, TimeProvider clock) : AuthenticatorTokenProvider<Person>
{
    // longer than any code is good for; afterwards the same digits may come up again
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<Person> manager, Person user) =>
        await base.ValidateAsync(purpose, token, manager, user) && await TakeAsync(user.Id, token);

    // the row is the lock: of two at once one takes it
    private async Task<bool> TakeAsync(Guid person, string code)
    {
        var now = clock.GetUtcNow();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{person} {code}"));
        await db.Database.ExecuteSqlAsync($"delete from used_code where person_id = {person} and used_at < {now - Remembered}");
        return await db.Database.ExecuteSqlAsync($"insert into used_code (person_id, code_hash, used_at) values ({person}, {hash}, {now}) on conflict do nothing") == 1;
    }
}
