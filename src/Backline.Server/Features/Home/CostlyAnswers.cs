using System.Collections.Concurrent;

namespace Backline.Server.Features.Home;

/// <summary>
/// Keeps an answer for a hundred times as long as it took, five minutes at most, in the memory of this process: figures over a large fleet are asked for
/// again by everyone who opens the page. What took under 20 ms is always asked anew.
/// </summary>
internal sealed class CostlyAnswers(TimeProvider clock)
{
    private const int MostKept = 2_000;
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Question, Guid Scope), (object Answer, DateTimeOffset Until)> kept = new();

    public async Task<T> GetAsync<T>(string question, Guid scope, Func<Task<T>> ask) where T : class
    {
        var key = (question, scope);
        if (kept.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow()) return (T)known.Answer;
        var started = clock.GetTimestamp();
        var answer = await ask();
        var took = clock.GetElapsedTime(started);
        if (took < Cheap) return answer;
        if (kept.Count >= MostKept) kept.Clear();
        kept[key] = (answer, clock.GetUtcNow() + (took * 100 < Longest ? took * 100 : Longest));
        return answer;
    }
}
