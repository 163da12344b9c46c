using Microsoft.Net.Http.Headers;

namespace Backline.Server.Platform.Http;

/// <summary>428: a change must say which version it changes.</summary>
public sealed class PreconditionRequiredException() : Exception("If-Match is required.");

/// <summary>412, or on a page "changed meanwhile": somebody else changed it first.</summary>
public sealed class StaleVersionException() : Exception("It was changed meanwhile.");

/// <summary>The version of a row is its ETag; a change names the version it is based on.</summary>
public static class Etags
{
    extension(HttpContext http)
    {
        public void SetEtag(long version) => http.Response.Headers.ETag = $"\"{version}\"";

        /// <summary>Refuses with 428 without If-Match and with 412 when it names another version, or a weak one (RFC 9110, 13.1.1).</summary>
        public void RequireVersion(long version)
        {
            var match = http.Request.GetTypedHeaders().IfMatch;
            if (match.Count == 0) throw new PreconditionRequiredException();
            if (!match.Any(tag => tag == EntityTagHeaderValue.Any || (!tag.IsWeak && tag.Tag == $"\"{version}\""))) throw new StaleVersionException();
        }
    }
}
