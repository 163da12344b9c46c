using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Platform;

public class SqlTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task An_array_given_alone_is_one_argument()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();

        Assert.True(await session.ScalarAsync<bool>("select 'b' = any ($1)", TestContext.Current.CancellationToken, new[] { "a", "b" }));
        Assert.Equal(2, await session.ScalarAsync<int>("select cardinality($1::bytea[])", TestContext.Current.CancellationToken, new byte[][] { [1], [2] }));
        Assert.Equal("ab", await session.ScalarAsync<string>("select $1 || $2", TestContext.Current.CancellationToken, "a", "b"));
    }

    [Fact]
    public async Task A_statement_that_failed_once_works_again_on_its_connection()
    {
        await using var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var times = 1; times <= 10; times++)
        {
            // the character U+0000 can't be stored
            if (times % 2 == 0) Assert.Equal(times, await AskAsync(connection, "x", times));
            else await Assert.ThrowsAsync<PostgresException>(() => AskAsync(connection, "\0", times));
        }

        static async Task<object?> AskAsync(NpgsqlConnection connection, string text, int times)
        {
            await using var command = new NpgsqlCommand("select $2 where $1::text is not null", connection) { Parameters = { new() { Value = text }, new() { Value = times } } };
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_parts_of_a_page_may_ask_at_the_same_time()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => session.ScalarAsync<int>("select $1 from pg_sleep(0.01)", TestContext.Current.CancellationToken, i)));

        Assert.Equal(Enumerable.Range(0, 8), answers);
    }

    [Fact]
    public async Task The_parts_of_a_page_wait_for_what_its_form_does_and_come_into_no_transaction_of_it()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var begun = new TaskCompletionSource();

        var form = session.AloneAsync(async () =>
        {
            var db = await session.OpenAsync(stop);
            begun.SetResult();
            // as the Db does its own: without a turn
            await using (var command = new NpgsqlCommand("select pg_sleep(0.3)", session.Connection, session.Transaction)) await command.ExecuteNonQueryAsync(stop);
            var own = await Task.WhenAll(TransactionAsync(), TransactionAsync());
            Assert.Same(db, await session.OpenAsync(stop));
            await session.AloneAsync(() => session.ExecuteAsync("select 1", stop), stop);
            await session.SaveAsync(stop);
            return own;
        }, stop);
        await begun.Task;
        var parts = await Task.WhenAll(TransactionAsync(), TransactionAsync());

        Assert.Single((await form).Distinct());
        Assert.DoesNotContain((await form)[0], parts);

        Task<string?> TransactionAsync() => session.ScalarAsync<string>("select pg_current_xact_id()::text", stop);
    }
}
