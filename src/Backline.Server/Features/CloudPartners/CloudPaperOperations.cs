using System.Globalization;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudPartners;

/// <summary>A paper as it is entered: by the customer, the partner who serves it, or the vendor.</summary>
/// <param name="Kind">agreement or authority.</param>
/// <param name="Signer">Who signed; an authority has one.</param>
/// <param name="Until">The last day it counts; left out: until it is taken back.</param>
public sealed record CloudPaperInput(Guid? AccountId, Guid? CloudPartnerId, string? Kind, string? Reference, DateOnly? From, DateOnly? Until = null, string? Signer = null)
{
    /// <exception cref="InvalidInputException"/>
    public void Check() => new InputErrors().Refuse(AccountId is null, "/accountId", "input.required").Refuse(CloudPartnerId is null, "/cloudPartnerId", "input.required")
        .Text(Kind, "/kind").Word(Kind, "/kind", Words.All<CloudPaperKind>()).Text(Reference, "/reference", 120).OptionalText(Signer, "/signer", 120)
        .Refuse(Kind == CloudPaperKind.Authority.Word() && string.IsNullOrWhiteSpace(Signer), "/signer", "input.required")
        .Refuse(From is null, "/from", "input.required").Day(From, "/from").Day(Until, "/until").Refuse(Until < From, "/until", "cloud-paper.ends-before").ThrowIfAny();
}

/// <param name="Reason">Why it counts no more; those who read the paper read it too.</param>
public sealed record CloudPaperWithdrawal(string? Reason)
{
    public const int LongestReason = 500;

    /// <exception cref="InvalidInputException"/>
    public string Checked()
    {
        new InputErrors().Text(Reason, "/reason", LongestReason, lines: true).ThrowIfAny();
        return Reason!.ReplaceLineEndings("\n").Trim();
    }
}

/// <param name="Alone">No other of its kind counts.</param>
/// <param name="Incidents">Open ones that rest on it.</param>
public sealed record CloudPaperRest(bool Alone, IReadOnlyList<string> Incidents);

/// <summary>Changes of papers. A paper is never changed: it is taken back, and another one added.</summary>
public sealed class CloudPaperOperations(Session session, CloudPaperQueries papers, CloudPartnerQueries partners, StoredFiles files, TimeProvider clock)
{
    /// <summary>Those who look after incidents under the paper are told.</summary>
    internal const string WithdrawnKind = "cloud-paper-withdrawn";

    /// <summary>Bytes of the largest scan.</summary>
    public const int MostBytes = 10 << 20;

    /// <exception cref="InvalidInputException"/>
    /// <exception cref="RefusedException"><c>cloud-paper.not-signing</c></exception>
    public async Task<Guid> AddAsync(CloudPaperInput input, CancellationToken stop)
    {
        var given = input with { AccountId = input.AccountId ?? session.Reader.AccountId };
        given.Check();
        WhyNotSign(Words.Parse<CloudPaperKind>(given.Kind!)).ThrowIfRefused();
        var partner = await partners.GetAsync(given.CloudPartnerId!.Value, stop, "/cloudPartnerId");
        var account = await session.FirstAsync("select partner_id from account where account_id = $1", row => (Found: true, Partner: row.Nullable<Guid>(0)), stop, given.AccountId);
        if (!account.Found) throw new NotFoundException("account", given.AccountId!, "/accountId");
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await session.ExecuteAsync(
            "insert into cloud_paper (account_id, partner_id, id, cloud_partner_id, kind, reference, signer, from_day, until_day, added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", stop,
            given.AccountId, Parameters.OrNull(account.Partner), id, partner.Id, given.Kind, given.Reference!.Trim(), given.Signer?.Trim() ?? "", given.From, Parameters.OrNull(given.Until), clock.GetUtcNow(), session.Reader.Name);
        session.Audit(new Act(given.AccountId!.Value, account.Partner, "cloud-paper.added", "cloud-paper", id, given.Reference.Trim(), After: new { cloudPartner = partner.Name, given.Kind, given.From, given.Until, given.Signer }));
        return id;
    }

    /// <summary>The signed paper itself: PDF, PNG or JPEG, told by what is in it.</summary>
    /// <exception cref="RefusedException"><c>cloud-paper.file-too-large</c>, <c>cloud-paper.file-kind</c>, <c>cloud-paper.file-empty</c>, <c>cloud-paper.has-file</c>, <c>cloud-paper.withdrawn</c>, <c>cloud-paper.not-signing</c></exception>
    public async Task AttachAsync(Guid id, string? name, Stream content, CancellationToken stop)
    {
        var paper = await papers.GetAsync(id, stop);
        (WhyNotSign(paper.Kind) ?? WithdrawnAlready(paper) ?? (paper.FileName is not null ? new("cloud-paper.has-file", paper.Reference) : null)).ThrowIfRefused();
        using var held = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;)
        {
            if (held.Length + read > MostBytes) throw new RefusedException(new("cloud-paper.file-too-large", MostBytes >> 20));
            await held.WriteAsync(buffer.AsMemory(0, read), stop);
        }
        if (held.Length == 0) throw new RefusedException(new("cloud-paper.file-empty"));
        var (type, ending) = KindOf(held.GetBuffer()) ?? throw new RefusedException(new("cloud-paper.file-kind"));
        held.Position = 0;
        var partner = await session.FirstAsync("select partner_id from account where account_id = $1", row => row.Nullable<Guid>(0), stop, paper.AccountId);
        var shown = NameOf(name, paper, ending);
        var file = await files.AddAsync(paper.AccountId, partner, shown, type, held, stop);
        await session.ExecuteAsync("update cloud_paper set file_id = $3, file_name = $4, version = version + 1 where account_id = $1 and id = $2", stop, paper.AccountId, id, file.Id, shown);
        session.Audit(new Act(paper.AccountId, partner, "cloud-paper.file-added", "cloud-paper", id, paper.Reference, After: new { name = shown, file.Bytes }));
    }

    public Refusal? WhyNotSign(CloudPaperKind kind) => CloudPaper.WhyNotSign(kind, session.Reader.May(Permissions.ApprovalsSign));

    public Refusal? WhyNotWithdraw(CloudPaperView paper) => WhyNotSign(paper.Kind) ?? WithdrawnAlready(paper);

    /// <summary>What follows when it is taken back.</summary>
    public async Task<CloudPaperRest> RestAsync(CloudPaperView paper, CancellationToken stop)
    {
        var (partner, today) = (await partners.GetAsync(paper.CloudPartnerId, stop), papers.TodayIn(await session.ScalarAsync<string>("select time_zone from account where account_id = $1", stop, paper.AccountId) ?? "UTC"));
        var others = (await papers.OfAsync(paper.AccountId, paper.CloudPartnerId, stop)).Where(other => other.Id != paper.Id).Select(other => other.ToPaper());
        var alone = paper.ToPaper().IsAlone(new(partner.Id, partner.Name, partner.Approval, partner.NeedsAuthority, partner.PermitsFollowing), others, today);
        return new(alone, alone ? await papers.OpenIncidentsAsync(paper, stop) : []);
    }

    /// <exception cref="InvalidInputException">Without a reason.</exception>
    /// <exception cref="RefusedException"><c>cloud-paper.withdrawn</c>, <c>cloud-paper.not-signing</c></exception>
    public async Task WithdrawAsync(Guid id, long version, CloudPaperWithdrawal input, CancellationToken stop)
    {
        var paper = await papers.GetAsync(id, stop);
        WhyNotWithdraw(paper).ThrowIfRefused();
        var reason = input.Checked();
        if (await session.ExecuteAsync("update cloud_paper set withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5, version = version + 1 where id = $1 and version = $2", stop,
            id, version, clock.GetUtcNow(), session.Reader.Name, reason) == 0) throw new StaleVersionException();
        var partner = await session.FirstAsync("select partner_id from account where account_id = $1", row => row.Nullable<Guid>(0), stop, paper.AccountId);
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) values ($1, $2, $3, $4, $5)", stop, Guid.CreateVersion7(clock.GetUtcNow()), WithdrawnKind, paper.AccountId, id, clock.GetUtcNow());
        session.Audit(new Act(paper.AccountId, partner, "cloud-paper.withdrawn", "cloud-paper", id, paper.Reference, After: new { reason }));
    }

    private static Refusal? WithdrawnAlready(CloudPaperView paper) => paper.WithdrawnAt is null ? null : new("cloud-paper.withdrawn", paper.Reference);

    private static (string Type, string Ending)? KindOf(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) ? ("application/pdf", ".pdf")
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) ? ("image/png", ".png")
        : content.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? ("image/jpeg", ".jpg") : null;

    // as the sender names it, without folders and without what turns the reading direction; its ending says what it is
    private static string NameOf(string? name, CloudPaperView paper, string ending)
    {
        var seen = string.Concat((name ?? "").Where(c => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
        var stem = Path.GetFileNameWithoutExtension(seen.Replace('\\', '/')).Trim();
        return (stem.Length is > 0 and <= 120 ? stem : $"{paper.Kind.Word()}-{paper.From:yyyy-MM-dd}") + ending;
    }
}
