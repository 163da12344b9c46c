using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Escalations;

/// <summary>The next version of the matrix.</summary>
/// <param name="Levels">From 1, at most four.</param>
/// <param name="Note">Why it changes.</param>
/// <param name="Sequence">As it was read: the version this one was made from. It may be left out.</param>
/// <param name="From">As it was read, with its sequence; when the new version begins is not chosen.</param>
public sealed record EscalationMatrixInput(IReadOnlyList<LevelInput>? Levels, string? Note = null, int? Sequence = null, DateTimeOffset? From = null)
{
    public const int Most = 4;

    /// <exception cref="InvalidInputException"/>
    public IReadOnlyList<EscalationLevel> Checked()
    {
        var errors = new InputErrors().Refuse(Levels is null or [], "/levels", "input.required").Refuse(Levels?.Count > Most, "/levels", "escalation.too-many", Most).OptionalText(Note, "/note", 500, lines: true);
        var levels = (Levels ?? []).Take(Most).ToList();
        for (var i = 0; i < levels.Count; i++) levels[i].Check(errors, i + 1, $"/levels/{i}");
        errors.ThrowIfAny();
        EscalationLevel[] read = [.. levels.Select((level, i) => level.Read(i + 1))];
        foreach (var severity in Enum.GetValues<Severity>())
        {
            for (var i = 1; i < read.Length; i++)
            {
                if (!read[i].After.TryGetValue(severity, out var after)) continue;
                var before = read[..i].Select(level => level.After.GetValueOrDefault(severity)).LastOrDefault(one => one is not null);
                errors.Refuse(before is not null && Rank(before) >= Rank(after), $"/levels/{i}/after/{severity.Word()}", "escalation.level-not-later", i + 1);
            }
        }
        errors.ThrowIfAny();
        return read;
    }

    // a business day is longer than any number of hours that fit one
    private static long Rank(Promise promise) => promise.Unit switch { PromiseUnit.Minutes => promise.Amount, PromiseUnit.Hours => promise.Amount * 60L, _ => promise.Amount * 24L * 60 };
}

/// <param name="After">By severity (p1 to p4): how old a case is when it reaches the level; a severity left out never does.</param>
/// <param name="AcknowledgeWithin">Nobody answers in that time: the next level is called.</param>
/// <param name="Level">As it is read: its place in the list, which says it too.</param>
/// <param name="Calls">As it is read: the duty of that level.</param>
public sealed record LevelInput(IReadOnlyDictionary<string, PeriodInput>? After, PeriodInput? AcknowledgeWithin, int? Level = null, string? Calls = null)
{
    internal void Check(InputErrors errors, int level, string pointer)
    {
        errors.Refuse(Level is { } said && said != level, pointer + "/level", "input.unknown-value", level).Refuse(Calls is not null && Calls != EscalationMatrix.DutyOf(level).Word(), pointer + "/calls", "input.unknown-value", EscalationMatrix.DutyOf(level).Word());
        errors.Refuse(After is null or { Count: 0 }, pointer + "/after", "input.required").Refuse(AcknowledgeWithin is null, pointer + "/acknowledgeWithin", "input.required");
        foreach (var (severity, period) in After ?? new Dictionary<string, PeriodInput>())
        {
            errors.Word(severity, $"{pointer}/after/{severity}", Words.All<Severity>());
            period.Check(errors, $"{pointer}/after/{severity}", ["minutes", "hours", "business-days"]);
        }
        AcknowledgeWithin?.Check(errors, pointer + "/acknowledgeWithin", ["minutes", "hours"]);
    }

    internal EscalationLevel Read(int level) => new(level, EscalationMatrix.DutyOf(level), After!.ToDictionary(one => Words.Parse<Severity>(one.Key), one => one.Value.Read()), AcknowledgeWithin!.Read());
}

/// <param name="Unit">minutes, hours or business-days.</param>
public sealed record PeriodInput(int? Amount, string? Unit)
{
    private const int Longest = 1000;

    internal void Check(InputErrors errors, string pointer, IReadOnlyList<string> units) => errors.Refuse(Amount is null, pointer + "/amount", "input.required").Text(Unit, pointer + "/unit").Word(Unit, pointer + "/unit", units)
        .Refuse(Amount is < 1 or > Longest, pointer + "/amount", "escalation.amount", 1, Longest);

    internal Promise Read() => new(Amount!.Value, Words.Parse<PromiseUnit>(Unit));
}

/// <summary>Changes the matrix by versions; what runs keeps its own. The caller saves.</summary>
internal sealed class EscalationMatrixOperations(Session session, EscalationMatrixQueries matrices, TimeProvider time)
{
    /// <exception cref="RefusedException"><c>escalation.not-your-decision</c></exception>
    public async Task<int> AddAsync(EscalationMatrixInput input, CancellationToken stop)
    {
        var levels = input.Checked();
        if (session.Reader.Side != Side.Vendor || !session.Reader.May(Permissions.EscalationsManage)) throw new RefusedException(new("escalation.not-your-decision", ""));
        await session.OneAtATimeAsync("escalation matrix", "", stop);
        var versions = await matrices.VersionsAsync(stop);
        RefuseUnread(input, versions);
        var last = versions[^1];
        var now = time.GetUtcNow();
        var from = now + EscalationMatrixQueries.BeginsAfter;
        if (from <= last.From) from = last.From.AddSeconds(1);
        await session.ExecuteAsync("insert into escalation_matrix (sequence, from_at, levels, note, created_at, created_by) values ($1, $2, $3, $4, $5, $6)", stop, last.Sequence + 1, from,
            new NpgsqlParameter { Value = JsonSerializer.Serialize(EscalationMatrixQueries.Said(levels), BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, Parameters.OrNull(input.Note?.Trim()), now, session.Reader.Name);
        session.Audit(Act.OnProgramme("escalation-matrix.version-added", "escalation-matrix", Guid.Empty, (last.Sequence + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), after: new { levels = EscalationMatrixQueries.Said(levels), input.Note }));
        return last.Sequence + 1;
    }

    // when a version begins, nobody chooses: what is said of it is what was read
    private static void RefuseUnread(EscalationMatrixInput input, IReadOnlyList<MatrixVersion> versions)
    {
        var read = versions.FirstOrDefault(version => version.Sequence == input.Sequence);
        new InputErrors().Refuse(input.Sequence is not null && read is null, "/sequence", "escalation.no-such-version")
            .Refuse(input.From is not null && (read is null || MatrixView.Of(read).From != input.From), "/from", "escalation.no-such-version").ThrowIfAny();
    }
}
