namespace Backline.Server.Platform.Http;

/// <summary>Routes whose handlers are compiled when they are first asked. What a route takes and answers is known from the start; making the code that reads a request took a second and
/// more of every start for all of them, twice over, as routing and authorization each ask for the routes. See docs/adr/0016.</summary>
internal static class LateHandlers
{
    private static readonly string[] get = [HttpMethods.Get], post = [HttpMethods.Post], put = [HttpMethods.Put], delete = [HttpMethods.Delete];

    public static RouteHandlerBuilder MapGet(this RouteGroupBuilder group, string pattern, Delegate handler) => Map(group, pattern, handler, get);

    public static RouteHandlerBuilder MapPost(this RouteGroupBuilder group, string pattern, Delegate handler) => Map(group, pattern, handler, post);

    public static RouteHandlerBuilder MapPut(this RouteGroupBuilder group, string pattern, Delegate handler) => Map(group, pattern, handler, put);

    public static RouteHandlerBuilder MapDelete(this RouteGroupBuilder group, string pattern, Delegate handler) => Map(group, pattern, handler, delete);

    private static RouteHandlerBuilder Map(RouteGroupBuilder group, string pattern, Delegate handler, string[] methods) =>
        RouteHandlerServices.Map(group, pattern, handler, methods, RequestDelegateFactory.InferMetadata, (asked, options, known) =>
        {
            var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(asked, options, known).RequestDelegate);
            return new(http => made.Value(http), known?.EndpointMetadata ?? []);
        });
}
