using Backline.Bench.Cases;
using Backline.Bench.Clocks;
using Backline.Bench.Coverage;
using Backline.Bench.Lists;
using Backline.Bench.MonthlyCheck;
using Backline.Bench.Import;

// backline-bench NAME [--devices N] …: runs one benchmark on a database of its own and writes its rows to bench/RESULTS.md
var benchmarks = new Dictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["cases"] = CaseBench.RunAsync,
    ["clocks"] = ClockBench.RunAsync,
    ["coverage"] = CoverageBench.RunAsync,
    ["lists"] = ListBench.RunAsync,
    ["monthly-check"] = MonthlyCheckBench.RunAsync,
    ["import"] = ImportBench.RunAsync,
};
if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var benchmark))
{
    Console.Error.WriteLine($"Which? {string.Join(", ", benchmarks.Keys.Order(StringComparer.Ordinal))}");
    return 2;
}
return await benchmark(args[1..]);
