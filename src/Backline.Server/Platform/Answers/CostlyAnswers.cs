using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Backline.Server.Platform.Answers;

/// <summary>
/// Answers that cost the database more than the page around them and that may be a little old, kept in the memory of this process under their question and
/// the scope of whoever asked. For a fixed time where the asker knows it is worth it, else for as long as the asking took tells.
/// </summary>
public sealed class CostlyAnswers(TimeProvider clock)
{
    private const int MostKept = 5_000;
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Question, AnswerScope Scope), (object Answer, DateTimeOffset Until)> kept = new();

    /// <summary>Kept for a hundred times as long as it took, five minutes at most; what took under 20 ms is always asked anew.</summary>
    public async Task<T> GetAsync<T>(string question, AnswerScope scope, Func<Task<T>> ask) where T : class
    {
        if (TryGet<T>(question, scope, out var known)) return known;
        var started = clock.GetTimestamp();
        var answer = await ask();
        var took = clock.GetElapsedTime(started);
        if (took >= Cheap) Keep(question, scope, answer, took * 100 < Longest ? took * 100 : Longest);
        return answer;
    }

    /// <summary>Kept for the time given, however little it took.</summary>
    public async Task<T> GetAsync<T>(string question, AnswerScope scope, TimeSpan time, Func<Task<T>> ask) where T : class
    {
        if (TryGet<T>(question, scope, out var known)) return known;
        var answer = await ask();
        Keep(question, scope, answer, time);
        return answer;
    }

    public bool TryGet<T>(string question, AnswerScope scope, [NotNullWhen(true)] out T? answer) where T : class
    {
        answer = kept.TryGetValue((question, scope), out var known) && known.Until > clock.GetUtcNow() ? (T)known.Answer : null;
        return answer is not null;
    }

    public void Keep(string question, AnswerScope scope, object answer, TimeSpan time)
    {
        if (kept.Count >= MostKept) kept.Clear();
        kept[(question, scope)] = (answer, clock.GetUtcNow() + time);
    }
}
