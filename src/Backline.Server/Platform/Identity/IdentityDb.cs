using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Platform.Identity;

/// <summary>People as ASP.NET Core Identity keeps them, on connections of its own in the login role: nobody is known yet when it reads.</summary>
public sealed class IdentityDb(DbContextOptions<IdentityDb> options)
    : IdentityUserContext<Person, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Person>().ToTable("person").Property(person => person.LockoutEnd).HasColumnType("timestamptz");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("person_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("person_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("person_token");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("person_passkey");
        builder.UseSnakeCase();
        builder.Entity<IdentityUserClaim<Guid>>().Property(claim => claim.Id).ValueGeneratedOnAdd();
    }
}
