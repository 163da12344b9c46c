namespace Backline.Server.Platform.Access;

public static class ProgrammeScope
{
    /// <summary>A scope of its own in which the programme acts: for workers, and for what is done before anybody is signed in.</summary>
    public static AsyncServiceScope CreateProgrammeScope(this IServiceScopeFactory scopes, string name)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme(name));
        return scope;
    }
}
